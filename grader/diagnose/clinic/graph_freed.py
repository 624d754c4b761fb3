"""The same graph is gone back through twice.

## What it means
Each forward pass builds a graph, and one backward pass uses it up. Here a second
backward pass goes through something that was computed before the first one.

## The usual cause
The prediction or the loss is computed once, above a loop, while `backward()` stands
inside it; or `backward()` is called twice on one loss; or a total or a hidden state is
carried over with its graph. `retain_graph=True` would make the message go away, and each
`backward()` add the gradients of all earlier ones once more.

## Hint
Write `loss = loss_fn(model(x), y)` directly above each `loss.backward()`, inside the
loop if there is one; carry numbers over with `.item()` and tensors with `.detach()`.
"""

messages = {
    "RuntimeError": r"backward through the graph a second time",
}
