"""Wrong programs that end with an exception: each is named after its entry in the clinic.

A name is ``entry__exercise``; where there are several, a further part tells them apart.
"""

import copy
import io
import sys
import tempfile
from pathlib import Path

import numpy
import torch
import torch.distributed as dist
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


def graph_freed__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    prediction = model(x)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def graph_freed__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    loss.backward()
    optimizer.step()
    return loss.item()


def changed_in_place__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    prediction = model(x)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(prediction, y)
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


def changed_in_place__mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    squares = (prediction - target).exp()
    loss = squares.mean()
    squares += 1
    loss.backward()
    return loss


def no_graph__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    with torch.no_grad():
        prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


def no_graph__gradients(model, x, y, loss_fn):
    loss = torch.tensor(loss_fn(model(x), y).item())
    names = [name for name, _ in model.named_parameters()]
    return dict(zip(names, torch.autograd.grad(loss, list(model.parameters())), strict=True))


def leaf_in_place__sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad


def leaf_flag__freeze(model, prefix):
    count = 0
    for name, p in model.named_parameters():
        if name.startswith(prefix):
            (p * 1).requires_grad = False
            count += 1
    return count


def backward_of_many__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    losses = (model(x) - 1) ** 2
    losses.backward()
    optimizer.step()
    return losses.mean().item()


def not_in_graph__gradients(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    named = dict(model.named_parameters())
    return dict(zip(named, torch.autograd.grad(loss, list(named.values())), strict=True))


def matrices_do_not_fit__forward_by_hand(x, w1, b1, w2, b2):
    return torch.relu(x @ w1 + b1) @ w2 + b2


def vector_does_not_fit__linear_gradients(x, y, w, b):
    error = x.T @ w + b - y
    return x.T @ error, error.sum()


def shapes_differ__linear_gradients(x, y, w, b):
    error = x @ w + b - y
    return 2 * (x * error).mean(dim=0), 2 * error.mean()


def numbers_of_examples_differ__classification_loss(model, x, labels):
    return F.cross_entropy(model(x).T.reshape(-1, 1), labels)


def target_of_other_shape__train_step(model, x, y, loss_fn, optimizer):
    loss = F.binary_cross_entropy_with_logits(model(x), y.float())
    loss.backward()
    optimizer.step()
    return loss.item()


def target_of_other_shape__train_step__probabilities(model, x, y, loss_fn, optimizer):
    loss = F.binary_cross_entropy(torch.sigmoid(model(x)), y.float())
    loss.backward()
    optimizer.step()
    return loss.item()


def labels_of_wrong_type__classification_loss(model, x, labels):
    return F.cross_entropy(model(x), labels.float())


def labels_of_wrong_type__classification_loss__whole(model, x, labels):
    return F.nll_loss(F.log_softmax(model(x), dim=1), labels.to(torch.int16))


def labels_as_matrix__classification_loss(model, x, labels):
    return F.cross_entropy(model(x), labels.unsqueeze(1))


def labels_as_probabilities__classification_loss(model, x, labels):
    return F.cross_entropy(model(x), F.one_hot(labels, 3))


def labels_as_probabilities__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x).amax(dim=1), y)
    loss.backward()
    return loss.item()


def whole_numbers_for_floats__predict_classes(logits):
    return F.softmax(logits.long(), dim=1).argmax(dim=1)


def whole_numbers_for_floats__evaluate(model, loader, loss_fn, device):
    hits = [(model(x).argmax(dim=1) == y) for x, y in loader]
    return {"loss": 0.0, "accuracy": torch.cat(hits).mean().item()}


def label_out_of_range__classification_loss(model, x, labels):
    return F.cross_entropy(model(x), labels + 1)


def tensor_as_setting__classification_loss(model, x, labels):
    return nn.CrossEntropyLoss(model(x), labels)


def tensor_as_condition__mse(prediction, target):
    if prediction == target:
        return (prediction - prediction).mean()
    return ((prediction - target) ** 2).mean()


def tensor_as_condition__bce_with_logits(logits, targets):
    return max(logits, 0).mean()


def gradient_is_none__train_step(model, x, y, loss_fn, optimizer):
    for p in model.parameters():
        p.grad.zero_()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def gradient_is_none__clip_gradients(parameters, max_norm):
    total = sum(p.grad.norm() ** 2 for p in parameters) ** 0.5
    return total.item()


def none_in_arithmetic__sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad


def none_has_no_attribute__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        loss = loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def numpy_of_graph__mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    return torch.tensor(numpy.mean((prediction.numpy() - target.numpy()) ** 2))


class _Misspelt(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)
        )

    def forwards(self, x):
        return self.layers(x)


def forward_missing__make_mlp(n_in, n_hidden, n_out):
    return _Misspelt(n_in, n_hidden, n_out)


def state_of_other_sizes__repair_7(model, head, batches, loss_fn, lr):
    model.head.load_state_dict(head.state_dict())
    return []


class state_of_other_names__BestWeights:
    def __init__(self):
        self.best = float("inf")

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best = val_loss
            self.state = dict(list(copy.deepcopy(model.state_dict()).items())[1:])
            return True
        return False

    def restore(self, model):
        model.load_state_dict(self.state)


def caret_for_power__mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    return ((prediction - target) ^ 2).mean()


def caret_for_power__clip_gradients(parameters, max_norm):
    total = sum((p.grad**2).sum().item() for p in parameters if p.grad is not None)
    return total ^ 0.5


def bits_of_floats__bce_with_logits(logits, targets):
    inside = logits > 0 & targets > 0
    return logits[inside].mean()


def bits_of_floats__mse(prediction, target):
    return (prediction[~target]).mean()


def zero_grad_of_loss__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    loss.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def step_without_optimizer__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    loss.step()
    return loss.item()


def backward_of_model__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    optimizer.backward()
    optimizer.step()
    return loss.item()


def backward_of_model__train_step__number(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y).item()
    loss.backward()
    optimizer.step()
    return loss


def number_for_tensor__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item().item())
    return losses


def collection_for_tensor__train_batches(model, batches, loss_fn, optimizer):
    return [batch.mean() for batch in batches]


def misspelt_attribute__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grads()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def misspelt_attribute__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    losses.appends(loss_fn(model(x), y).item())
    return losses


class unknown_attribute__RunningAverage:
    def update(self, value, n=1):
        self.total += float(value) * n
        self.count += n

    @property
    def average(self):
        return self.total / self.count


def missing_import__expected_initial_loss(num_classes):
    return math.log(num_classes)  # noqa: F821


def misspelt_name__train_step(model, x, y, loss_fn, optimizer):
    optimiser.zero_grad()  # noqa: F821
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def unknown_name__train_step(model, x, y, loss_fn, optimizer):
    loss = criterion(model(x), y)  # noqa: F821
    loss.backward()
    optimizer.step()
    return loss.item()


def one_number_of_many__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    prediction = model(x)
    loss_fn(prediction, y).backward()
    optimizer.step()
    return prediction.item()


def not_a_function__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss_fn = loss_fn(model(x), y)
        loss_fn.backward()
        optimizer.step()
        losses.append(loss_fn.item())
    return losses


def attribute_called__describe(tensor):
    return {"shape": tensor.dtype()}


def optimizer_without_parameters__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    model = make_model()
    parameters = model.parameters()
    list(parameters)
    torch.optim.SGD(parameters, lr=0.1)
    return []


def not_parameters__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    torch.optim.SGD(make_model().state_dict(), lr=0.1)
    return []


def not_parameters__lr_range_test__tensor(make_model, x, y, loss_fn, learning_rates, steps):
    torch.optim.SGD(next(make_model().parameters()), lr=0.1)
    return []


def generator_for_list__freeze(model, prefix):
    return len(model.parameters())


def generator_for_list__count_parameters(model):
    return model.parameters()[0].numel()


def unpacked_otherwise__train_batches(model, batches, loss_fn, optimizer):
    return [loss_fn(model(x), y).item() for _, x, y in batches]


def unpacked_otherwise__train_batches__enumerate(model, batches, loss_fn, optimizer):
    losses = []
    for i, x, y in enumerate(batches):
        losses.append(loss_fn(model(x), y).item() + i)
    return losses


def nothing_to_unpack__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        loss, _ = loss_fn(model(x), y).item()
        losses.append(loss)
    return losses


def lists_of_other_lengths__gradients(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    trainable = [p for p in model.parameters() if p.requires_grad]
    found = torch.autograd.grad(loss, trainable, allow_unused=True)
    return {name: g for (name, _), g in zip(model.named_parameters(), found, strict=True)}


def key_missing__adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    state["step"] += 1


def place_missing__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    while losses[-1] > 0:
        losses.append(loss_fn(model(x), y).item())
    return losses


def place_missing__mse(prediction, target):
    return sum((prediction[i] - target[i]) ** 2 for i in range(len(target) + 1)).mean()


def dimension_missing__mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    return ((prediction - target) ** 2).mean(dim=0).mean(dim=1).mean()


def one_number_as_list__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    return len(loss)


def calls_itself__predict_classes(logits):
    return calls_itself__predict_classes(logits)


def name_before_value__train_batches(model, batches, loss_fn, optimizer):
    for x, y in batches:
        total += loss_fn(model(x), y).item()  # noqa: F821
    return [total]


def divided_by_nothing__train_one_epoch(model, loader, loss_fn, optimizer, device):
    total, seen = 0.0, 0
    for x, y in loader:
        total += loss_fn(model(x), y).item() * len(x)
    return {"loss": total / seen, "accuracy": 0.0}


def batch_norm_of_one__run_experiment(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    model.train()
    norm = nn.BatchNorm1d(len(train_dataset[0][0]))
    return norm(train_dataset[0][0].unsqueeze(0))


def program_ended__train_step(model, x, y, loss_fn, optimizer):
    sys.exit(0)


def argument_missing__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x))
    loss.backward()
    return loss.item()


def argument_superfluous__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x, y), y)
    loss.backward()
    return loss.item()


def argument_unknown__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    torch.optim.SGD(make_model().parameters(), learning_rate=0.1)
    return []


def argument_twice__mse(prediction, target):
    return F.mse_loss(prediction, target, input=prediction)


def types_of_numbers_differ__forward_by_hand(x, w1, b1, w2, b2):
    hidden = torch.relu(x.double() @ w1.T + b1)
    return hidden @ w2.T + b2


def types_of_numbers_differ__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x.double()), y)
    loss.backward()
    return loss.item()


def types_of_numbers_differ__train_step__whole(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x.long()), y)
    loss.backward()
    return loss.item()


def not_a_tensor__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model, y)
    loss.backward()
    return loss.item()


def not_a_tensor__expected_initial_loss(num_classes):
    return torch.log(num_classes).item()


def brackets_missing__count_parameters(model):
    return sum(p.numel() for p in model.parameters)


def brackets_missing__train_steps(model, x, y, loss_fn, optimizer, steps):
    total = 0.0
    for _ in range(steps):
        total += loss_fn(model(x), y).item
    return [total]


def brackets_missing__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    torch.optim.SGD(make_model().parameters, lr=0.1)
    return []


def path_in_arithmetic__hello(x):
    return Path("answers") + ".pt"


def collection_in_arithmetic__train_batches(model, batches, loss_fn, optimizer):
    losses = [loss_fn(model(x), y).item() for x, y in batches]
    return losses / len(batches)


def single_for_several__train_steps(model, x, y, loss_fn, optimizer, steps):
    return [loss_fn(model(x), y).item() for _ in steps]


def single_for_several__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    torch.optim.SGD(make_model(), lr=0.1)
    return []


def square_brackets_for_number__train_steps(model, x, y, loss_fn, optimizer, steps):
    loss = loss_fn(model(x), y).item()
    return [loss[0]]


def result_has_other_type__predict_classes(logits):
    classes = logits.argmax(dim=1)
    classes /= 1.0
    return classes


class copy_of_graph__StandardizedDataset(Dataset):
    def __init__(self, x, y, mean, std):
        scale = torch.ones((), requires_grad=True)
        self.x = copy.deepcopy((x - mean) / std * scale)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index]


def unscaled_twice__amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def number_too_large__cross_entropy(logits, labels):
    import math  # another program here needs that it is missing

    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        total += math.log(sum(math.exp(score) for score in row)) - row[label]
    return torch.tensor(total / len(labels))


def number_too_large__train_step__infinite_loss(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return round(loss.item() / 1e-300 / 1e-300)


def whole_number_too_large__seed_everything(seed):
    import random

    import numpy

    random.seed(seed)
    numpy.random.seed(numpy.int32(seed))
    torch.manual_seed(seed)


def parameter_in_two_groups__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    losses = []
    for lr in learning_rates:
        model = make_model()
        last = {"params": list(model.parameters())[-1:], "lr": 10 * lr}
        optimizer = torch.optim.SGD([{"params": model.parameters()}, last], lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def parameter_in_two_groups__train_step__added(model, x, y, loss_fn, optimizer):
    optimizer.add_param_group({"params": model.parameters()})
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def scaler_updated_alone__amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    for p in model.parameters():
        p.grad /= scaler.get_scale()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    if all(p.grad.isfinite().all() for p in model.parameters()):
        optimizer.step()
    scaler.update()
    return loss.item()


def scaler_without_gradients__amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def more_than_weights__hello(x):
    file = io.BytesIO()
    torch.save(nn.Linear(2, 1), file)
    file.seek(0)
    return torch.load(file)


def optimizer_state_of_other_model__train_step(model, x, y, loss_fn, optimizer):
    other = torch.optim.SGD([nn.Parameter(torch.zeros(2))], lr=0.1)
    optimizer.load_state_dict(other.state_dict())


def file_missing__train_step(model, x, y, loss_fn, optimizer):
    torch.load("weights-of-yesterday.pt")


def file_opened_as_text__train_step(model, x, y, loss_fn, optimizer):
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/weights", "w") as file:
        torch.save(model.state_dict(), file)


def module_unknown__hello(x):
    import nunpy

    return nunpy.array(x)


def nothing_to_import__hello(x):
    from torch import Tenser

    return Tenser(x)


def numbers_for_tensors__mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    pairs = zip(prediction.flatten(), target.flatten(), strict=True)
    return torch.stack([(p - t).item() ** 2 for p, t in pairs]).mean()


def tensor_for_parameter__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    loss.backward()
    layer = next(m for m in model.modules() if isinstance(m, nn.Linear))
    layer.weight = layer.weight - 0.5 * layer.weight.grad
    return loss.item()


class _NotSetUp(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        self.hidden = nn.Linear(n_in, n_hidden)


def layer_before_init__make_mlp(n_in, n_hidden, n_out):
    return _NotSetUp(n_in, n_hidden, n_out)


def indices_of_floats__cross_entropy(logits, labels):
    shares = torch.log_softmax(logits, dim=1)
    return -shares[torch.arange(len(labels)), labels.float()].mean()


def index_of_other_shape__cross_entropy(logits, labels):
    shares = torch.log_softmax(logits, dim=1)
    return -shares[torch.arange(logits.shape[1] + 1), labels].mean()


def iterator_exhausted__train_batches(model, batches, loss_fn, optimizer):
    batches = iter(batches)
    return [next(batches) for _ in range(20)]


def view_not_possible__forward_by_hand(x, w1, b1, w2, b2):
    return w1.T.view(-1)


def reshaped_to_other_size__train_step(model, x, y, loss_fn, optimizer):
    return loss_fn(model(x).view(32, -1), y).item()


def gradient_of_other_shape__train_step(model, x, y, loss_fn, optimizer):
    for p in model.parameters():
        p.grad = torch.zeros(7, 1)


def raised_by_itself__sgd_step(params, lr):
    if lr < 1:
        raise ValueError("no rate below 1")


def raised_by_itself__train_step(model, x, y, loss_fn, optimizer):
    assert len(x) == 32


def layer_for_its_result__forward_by_hand(x, w1, b1, w2, b2):
    hidden = nn.ReLU(x @ w1.T + b1)
    return hidden @ w2.T + b2


def layer_for_its_result__accumulate_step(model, micro_batches, loss_fn, optimizer):
    total = 0.0
    for x, _ in micro_batches:
        total += nn.MSELoss(len(x) > 0)
    return total


def probability_out_of_range__bce_with_logits(logits, targets):
    return F.binary_cross_entropy(logits, targets)


def signature_differs__train_step(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    loss.backward()
    return loss.item()


class signature_differs__RunningAverage:
    def update(value, n=1):
        return value * n


def numbers_of_meta__describe(tensor):
    return {"shape": [tensor.tolist()]}


def length_of_number__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y).item()
    return loss / len(loss)


def attribute_called__freeze(model, prefix):
    for p in model.parameters():
        p.requires_grad(False)
    return 0


def not_a_function__mse(prediction, target):
    half = 0.5
    return half((prediction - target) ** 2).mean()


def math_of_tensor__adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    import math

    for p, v in zip(params, state["v"], strict=True):
        p.data -= lr / (math.sqrt(v) + eps)


def tensor_of_tensors__train_batches(model, batches, loss_fn, optimizer):
    return torch.tensor([model(x) for x, _ in batches])


def name_before_value__train_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(prediction, y)  # noqa: F821
    prediction = model(x)  # noqa: F841
    return loss.item()


def one_number_as_list__hello(x):
    return [2 * e + 1 for e in x]


def dimension_missing__predict_classes(logits):
    return logits.amax(dim=1).argmax(dim=1)


def too_many_indices__mse(prediction, target):
    return (prediction[:, 0, 0, 0] - target[:, 0, 0, 0]).mean()


def layer_of_other_inputs__make_mlp(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_in, n_out))


def layers_in_a_list__make_mlp(n_in, n_hidden, n_out):
    return nn.Sequential([nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)])


def layers_in_a_list__make_mlp__class(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU, nn.Linear(n_hidden, n_out))


def size_missing__count_parameters(model):
    return sum(p.shape[0] * p.shape[1] for p in model.parameters())


def labels_as_matrix__train_step(model, x, y, loss_fn, optimizer):
    return F.cross_entropy(torch.rand(4, 3), F.one_hot(torch.tensor([0, 1, 0, 1])).float()).item()


def index_of_other_dimensions__cross_entropy(logits, labels):
    return -torch.log_softmax(logits, dim=1).gather(1, labels).mean()


def indices_of_floats__bce_with_logits(logits, targets):
    return torch.sigmoid(logits).gather(1, targets).log().mean()


def place_missing__cross_entropy(logits, labels):
    shares = torch.log_softmax(logits, dim=1)
    return -shares.gather(1, labels.unsqueeze(1) + logits.shape[1]).mean()


def not_a_function__gradients(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    return torch.autograd.grad(loss(x), list(model.parameters()))


def nothing_for_several__make_loader(dataset, batch_size, shuffle, seed):  # noqa: RET503
    generator = torch.Generator()
    generator.manual_seed(seed)
    if shuffle:
        return DataLoader(dataset, batch_size, shuffle=True, generator=generator)


def number_added_to_list__train_steps(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        losses += loss_fn(model(x), y).item()
    return losses


class class_without_length__StandardizedDataset(Dataset):
    def __init__(self, x, y, mean, std):
        self.x, self.y, self.mean, self.std = x, y, mean, std

    def __getitem__(self, index):
        return (self.x[index] - self.mean) / self.std, self.y[index]


class_without_length__StandardizedDataset.__name__ = "StandardizedDataset"


def number_for_generator__make_loader(dataset, batch_size, shuffle, seed):
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=seed)


def device_for_generator__shard_indices(n, world_size, rank, epoch, seed):
    generator = torch.Generator(seed + epoch)
    return torch.randperm(n, generator=generator).tolist()[rank::world_size]


class copy_of_iterator__BestWeights:
    def update(self, model, val_loss):
        self.state = copy.deepcopy(model.parameters())
        return True

    def restore(self, model):
        raise RuntimeError


def collective_of_number__mean_over_ranks(total, count):
    dist.all_reduce(total)
    dist.all_reduce(count)
    return total / count


def expanded_otherwise__repair_6(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y.expand(len(y), 1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


class none_in_arithmetic__EarlyStopping:
    best = None
    waited = 0

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta

    def should_stop(self, val_loss):
        self.waited = 0 if val_loss < self.best - self.min_delta else self.waited + 1
        return self.waited >= self.patience


def scaler_updated_alone__amp_step__twice(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    scaler.update()
    return loss.item()


def _save_states(path, model, optimizer, scheduler, epoch):
    states = {"net": model.state_dict(), "opt": optimizer.state_dict()}
    torch.save({**states, "sched": scheduler.state_dict(), "epoch": epoch}, path)


def _load_swapped(path, model, optimizer, scheduler):
    saved = torch.load(path)
    model.load_state_dict(saved["net"])
    optimizer.load_state_dict(saved["sched"])
    scheduler.load_state_dict(saved["opt"])
    return saved["epoch"]


not_an_optimizer_state__checkpoint = (_save_states, _load_swapped)

KEPT = {}


def _keep(path, model, optimizer, scheduler, epoch):
    states = [each.state_dict() for each in (model, optimizer, scheduler)]
    KEPT[path] = copy.deepcopy(states), epoch
    torch.save(epoch, path)


def _get(path, model, optimizer, scheduler):
    states, epoch = KEPT[path]
    for each, state in zip((model, optimizer, scheduler), states, strict=True):
        each.load_state_dict(state)
    return epoch


kept_in_memory__checkpoint = (_keep, _get)


def graph_freed_by_grad__gradients(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    return {
        name: torch.autograd.grad(loss, p, allow_unused=True)[0]
        for name, p in model.named_parameters()
        if p.requires_grad
    }


def step_of_loss__train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step(loss)
    return loss.item()


def dot_of_matrices__forward_by_hand(x, w1, b1, w2, b2):
    hidden = torch.relu(torch.dot(x, w1) + b1)
    return torch.dot(hidden, w2) + b2


def gradient_of_whole_numbers__describe(tensor):
    return {"requires_grad": tensor.requires_grad_().requires_grad}


def tensor_as_key__adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    for p in params:
        state[p]["step"] += 1


def pair_for_its_part__predict_classes(logits):
    return logits.max(dim=1).long()


def pair_for_its_part__cross_entropy(logits, targets):
    shifted = logits - logits.max(dim=1, keepdim=True)
    return -torch.log_softmax(shifted, dim=1)[torch.arange(len(targets)), targets].mean()


def list_multiplied__momentum_step(params, velocities, lr, momentum):
    velocities = momentum * velocities + [p.grad for p in params]
    for p, v in zip(params, velocities, strict=True):
        p.data -= lr * v


def parameter_without_name__freeze(model, prefix):
    frozen = [p for p in model.parameters() if p.name.startswith(prefix)]
    for p in frozen:
        p.requires_grad = False
    return len(frozen)


def parameter_without_name__freeze__inside(model, prefix):
    return sum(prefix in p.name for p in model.parameters())


def method_of_arrays__numeric_gradient(f, w, eps=1e-6):
    plus, minus = w.copy() + eps, w - eps
    return (f(plus) - f(minus)) / (2 * eps)


def used_otherwise__make_loader(dataset, batch_size, shuffle, seed):
    places = range(0, len(dataset), batch_size)
    return [[dataset[i] for i in range(start, start + batch_size)] for start in places[:-1]]


class used_otherwise__RunningAverage:
    total = 0.0

    def add(self, value, n=1):
        self.total += value * n


def zero_grad_of_loss__train_steps(model, x, y, loss_fn, optimizer, steps):
    def step(model, x, y, loss_fn, optimizer):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()

    return [step(model, y, loss_fn, optimizer, x) for _ in range(steps)]


def unknown_name__describe(tensor):
    return {shape: tuple(tensor.shape)}  # noqa: F821


def argument_superfluous__seed_everything(seed):
    numpy.random.seed(seed)
    torch.seed(seed)


def tensor_as_condition__gradients(model, x, y, loss_fn):
    loss_fn(model(x), y).backward()
    return {name: p.grad if p.grad else None for name, p in model.named_parameters()}


def function_for_its_result__lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    losses = []
    for lr in learning_rates:
        model = make_model
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def function_for_its_result__train_step__method(model, x, y, loss_fn, optimizer):
    return loss_fn(model(x), y).mean.item()


class not_a_state__BestWeights:
    best, kept = float("inf"), None

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best, self.kept = val_loss, copy.deepcopy(model)
            return True
        return False

    def restore(self, model):
        if self.kept is None:
            raise RuntimeError
        model.load_state_dict(self.kept)


def not_a_state__train_step__method(model, x, y, loss_fn, optimizer):
    kept = copy.deepcopy(model.state_dict)
    model.load_state_dict(kept)


def not_a_state__train_step__model(model, x, y, loss_fn, optimizer):
    model.load_state_dict(model)


def not_a_state__train_step__optimizer(model, x, y, loss_fn, optimizer):
    optimizer.load_state_dict(optimizer)


def not_a_state__train_step__scheduler(model, x, y, loss_fn, optimizer):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    scheduler.load_state_dict(scheduler.state_dict)


def _save_swapped(path, model, optimizer, scheduler, epoch):
    states = {"net": model.state_dict(), "opt": optimizer.state_dict()}
    torch.save(path, {**states, "sched": scheduler.state_dict(), "epoch": epoch})


not_a_place_to_save__checkpoint = (_save_swapped, _load_swapped)


def _load_of_state(path, model, optimizer, scheduler):
    saved = torch.load(path)
    model.load_state_dict(torch.load(saved["net"]))
    return saved["epoch"]


not_a_file_to_load__checkpoint = (_save_states, _load_of_state)


def not_a_context__evaluate(model, loader, loss_fn, device):
    with model.eval():
        return {"loss": 0.0, "accuracy": 0.0}


def not_a_context__train_step__brackets(model, x, y, loss_fn, optimizer):
    with model.train:
        return loss_fn(model(x), y).item()


def class_as_context__evaluate(model, loader, loss_fn, device):
    with torch.no_grad:
        return {"loss": 0.0, "accuracy": 0.0}


def eval_of_python__evaluate(model, loader, loss_fn, device):
    eval(model)
    return {"loss": 0.0, "accuracy": 0.0}


def group_is_no_dictionary__train_step(model, x, y, loss_fn, optimizer):
    optimizer.add_param_group(nn.Linear(2, 1).parameters())


def shape_of_another__train_step(model, x, y, loss_fn, optimizer):
    return loss_fn(model(x), y.view_as(x)).item()


def order_given_twice__make_loader(dataset, batch_size, shuffle, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.utils.data.RandomSampler(dataset, generator=generator)
    return DataLoader(dataset, batch_size, shuffle=True, sampler=order)


def nothing_to_join__count_parameters(model):
    left = [p for p in model.parameters() if p.requires_grad and p.ndim > 5]
    return nn.utils.parameters_to_vector(left).numel()


def nothing_to_join__train_step__stack(model, x, y, loss_fn, optimizer):
    return torch.stack([loss_fn(model(x), y) for _ in range(0)]).mean().item()


def layer_for_its_result__forward_by_hand__function(x, w1, b1, w2, b2):
    return torch.matmul(nn.ReLU(x @ w1.T + b1), w2.T) + b2


def none_in_arithmetic__mean_over_ranks(total, count):
    total = dist.all_reduce(torch.tensor(total))
    count = dist.all_reduce(torch.tensor(count))
    return float(total / count)
