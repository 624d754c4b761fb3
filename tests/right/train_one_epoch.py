"""Right versions of 07_epoch/train_one_epoch."""

from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F


def train_one_epoch__reference(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        correct += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__zero_last(model, loader, loss_fn, optimizer, device):
    model.train(True)
    model.to(device)
    optimizer.zero_grad()
    total_loss = 0.0
    correct = 0
    seen = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seen += len(x)
        total_loss += loss.item() * len(x)
        correct += (logits.argmax(dim=1) == y).sum().item()
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__zero_before_backward(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for index, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        logits = model(x)
        loss = loss_fn(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        correct += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
        print(index, total_loss / seen)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__iterator(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    batches = iter(loader)
    while True:
        try:
            x, y = next(batches)
        except StopIteration:
            break
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        correct += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__inner_function(model, loader, loss_fn, optimizer, device):
    def one_batch(x, y):
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        hits = (logits.argmax(dim=1) == y).sum().item()
        return loss.item() * len(x), hits, len(x)

    model.train()
    totals = np.zeros(3)
    for batch in loader:
        totals += np.array(one_batch(*(part.to(device) for part in batch)))
    return {"loss": totals[0] / totals[2], "accuracy": float(totals[1] / totals[2])}


def train_one_epoch__closure(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        kept = {}

        def closure(x=x, y=y, kept=kept):
            optimizer.zero_grad()
            kept["logits"] = model(x)
            loss = loss_fn(kept["logits"], y)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        total_loss += loss.item() * y.shape[0]
        correct += int((kept["logits"].max(1).indices == y).sum())
        seen += y.shape[0]
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__autograd_grad(model, loader, loss_fn, optimizer, device):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    losses, hits, sizes = [], [], []
    for x, y in loader:
        logits = model(x.to(device))
        loss = loss_fn(logits, y.to(device))
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = g
        optimizer.step()
        losses.append(loss.detach())
        hits.append((logits.argmax(-1) == y).float().mean())
        sizes.append(len(y))
    weights = torch.tensor(sizes, dtype=torch.float64) / sum(sizes)
    return {
        "loss": (torch.stack(losses).double() * weights).sum().item(),
        "accuracy": (torch.stack(hits).double() * weights).sum().item(),
    }


def train_one_epoch__numpy_answers(model, loader, loss_fn, optimizer, device):
    model.train()
    total, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        summed = loss_fn(logits, y) * len(x)
        optimizer.zero_grad()
        (summed / len(x)).backward()
        optimizer.step()
        total += summed.item()
        correct += (logits.detach().numpy().argmax(1) == y.numpy()).sum()
        seen += len(x)
    return {"loss": total / seen, "accuracy": float(correct) / seen}


def train_one_epoch__log_softmax_first(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        scores = F.log_softmax(model(x), dim=1)
        loss = loss_fn(scores, y)  # the log softmax of a log softmax is the same
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * x.size(0)
        correct += scores.argmax(1).eq(y).sum().item()
        seen += x.size(0)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__all_outputs_then_one_metric(model, loader, loss_fn, optimizer, device):
    model.train()
    outputs, targets = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        for p in model.parameters():
            p.grad = None
        logits = model(x)
        loss_fn(logits, y).backward()
        optimizer.step()
        outputs.append(logits.detach())
        targets.append(y)
    logits, y = torch.cat(outputs), torch.cat(targets)
    accuracy = (logits.argmax(1) == y).float().mean().item()
    return {"loss": loss_fn(logits, y).item(), "accuracy": accuracy}


def train_one_epoch__all_batches_first(model, loader, loss_fn, optimizer, device):
    for module in model.modules():
        module.training = True
    batches = list(loader)
    seen = len(loader.dataset)
    total_loss, correct = 0.0, 0
    for x, y in batches:
        model.zero_grad()
        logits = model.forward(x.to(device))
        loss = loss_fn(logits, y.to(device))
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        correct += sum(int(a) == int(b) for a, b in zip(logits.argmax(1), y, strict=True))
    model.eval()
    return {"loss": total_loss / seen, "accuracy": correct / seen, "batches": len(batches)}


def train_one_epoch__tensor_totals(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss = torch.zeros(())
    correct = torch.zeros((), dtype=torch.long)
    seen = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad(set_to_none=False)
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.detach() * len(x)
        correct += (logits.argmax(dim=1) == y).sum()
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


class _Meter:
    def __init__(self):
        self.sum, self.n = 0.0, 0

    def add(self, value, n):
        self.sum += value * n
        self.n += n

    @property
    def mean(self):
        return self.sum / self.n


def train_one_epoch__meters(model, loader, criterion, opt, dev):
    """Train for one epoch."""
    loss_meter, accuracy_meter = _Meter(), _Meter()
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(dev), targets.to(dev)
        opt.zero_grad()
        outputs = model(inputs)
        batch_loss = criterion(outputs, targets)
        batch_loss.backward()
        opt.step()
        loss_meter.add(batch_loss.item(), targets.size(0))
        accuracy_meter.add(outputs.argmax(1).eq(targets).float().mean().item(), targets.size(0))
    return {"loss": loss_meter.mean, "accuracy": accuracy_meter.mean}


def train_one_epoch__sum_reduction(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        summed = loss_fn(logits, y) * len(x)
        optimizer.zero_grad()
        summed.backward()
        for p in model.parameters():
            p.grad /= len(x)
        optimizer.step()
        total_loss += summed.item()
        correct += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def train_one_epoch__prints_probabilities(model, loader, loss_fn, optimizer, device):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            probabilities = logits.softmax(dim=1)
            print(probabilities.max().item())
            correct += (probabilities.argmax(dim=1) == y).sum().item()
        total_loss += loss.item() * len(x)
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def _trained_on(model, x, y, loss_fn):
    """Fill in the gradients of a batch by a transform, which takes the buffers along."""

    def loss_of(parameters, buffers):
        buffers = {name: b.clone() for name, b in buffers.items()}
        outputs = torch.func.functional_call(model, (parameters, buffers), (x,))
        return loss_fn(outputs, y), (outputs, buffers)

    parameters = {name: p.detach() for name, p in model.named_parameters()}
    transformed = torch.func.grad_and_value(loss_of, has_aux=True)
    gradients, (loss, (outputs, buffers)) = transformed(parameters, dict(model.named_buffers()))
    for name, b in model.named_buffers():
        b.copy_(buffers[name])
    for name, p in model.named_parameters():
        p.grad = gradients[name]
    return loss.item(), outputs


def train_one_epoch__transform(model, loader, loss_fn, optimizer, device):
    model.train()
    total, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss, outputs = _trained_on(model, x, y, loss_fn)
        optimizer.step()
        total += loss * len(y)
        correct += (outputs.argmax(dim=1) == y).sum().item()
        seen += len(y)
    return OrderedDict(loss=total / seen, accuracy=correct / seen)
