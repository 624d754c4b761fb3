"""Steps that all go back through one prediction. Docstrings say which mistake is named."""


def train_steps__one_loss(model, x, y, loss_fn, optimizer, steps):
    """forward_once"""
    loss, seen = loss_fn(model(x), y), []
    while len(seen) < steps:
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        seen.append(loss.item())
    return seen
