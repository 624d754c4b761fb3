"""Right versions of 03_loss/classification_loss."""

import torch
import torch.nn.functional as F
from torch import nn


def classification_loss__functional(model, x, labels):
    return F.cross_entropy(model(x), labels)


def classification_loss__module(model, x, labels):
    loss_fn = nn.CrossEntropyLoss()
    logits = model(x)
    return loss_fn(logits, labels)


def classification_loss__log_softmax_first(model, x, labels):
    """log_softmax before CrossEntropyLoss changes nothing: it is not a mistake."""
    return F.cross_entropy(F.log_softmax(model(x), dim=1), labels)


def classification_loss__nll(model, x, labels):
    log_probabilities = nn.LogSoftmax(dim=-1)(model.forward(x))
    return nn.NLLLoss()(log_probabilities, labels)


def classification_loss__one_hot_targets(model, inputs, labels):
    logits = model(inputs)
    targets = F.one_hot(labels, num_classes=logits.shape[-1]).to(logits.dtype)
    return nn.CrossEntropyLoss()(logits, targets)


def classification_loss__by_hand(model, x, labels):
    z = model(x)
    return (z.logsumexp(dim=1) - z.gather(1, labels[:, None]).squeeze(1)).mean()


def classification_loss__sum_divided(net, x, y) -> torch.Tensor:
    """Return the mean loss, from the sum."""
    total = F.cross_entropy(net(x), y, reduction="sum")
    return total / len(y)


def classification_loss__unreduced_mean(model, x, labels):
    losses = F.cross_entropy(model(x), labels.long(), reduction="none")
    assert losses.shape == labels.shape
    return losses.mean()


def classification_loss__prints_accuracy(model, x, labels):
    logits = model(x)
    with torch.no_grad():
        accuracy = (logits.argmax(dim=1) == labels).float().mean()
    print(f"accuracy {accuracy:.2f} in mode {model.training}")
    return F.cross_entropy(input=logits, target=labels)


def classification_loss__example_by_example(model, x, labels):
    losses = [F.cross_entropy(z.unsqueeze(0), t.unsqueeze(0)) for z, t in zip(model(x), labels)]
    return torch.stack(losses).mean()


def classification_loss__second_forward_for_report(model, x, labels):
    loss = F.cross_entropy(model(x), labels)
    with torch.no_grad():
        print("probabilities", model(x).softmax(dim=1)[0])
    return loss
