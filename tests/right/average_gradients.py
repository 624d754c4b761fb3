"""Right versions of 12_scale/average_gradients."""

import torch
import torch.distributed as dist


def average_gradients__reference(model):
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad)
            p.grad /= dist.get_world_size()


def average_gradients__divided_first(model):
    world = dist.get_world_size()
    for p in model.parameters():
        if p.grad is None:
            continue
        p.grad.div_(world)
        dist.all_reduce(p.grad, op=dist.ReduceOp.SUM)


def average_gradients__average(net) -> None:
    """Let the reduction divide."""
    gradients = [p.grad for p in net.parameters() if p.grad is not None]
    for gradient in gradients:
        dist.all_reduce(gradient, op=dist.ReduceOp.AVG)


def average_gradients__one_bucket(model):
    with_gradient = [p for p in model.parameters() if p.grad is not None]
    flat = torch.cat([p.grad.flatten() for p in with_gradient])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    start = 0
    for p in with_gradient:
        p.grad.copy_(flat[start : start + p.numel()].view_as(p.grad))
        start += p.numel()


def average_gradients__new_tensors(model):
    for _, p in model.named_parameters():
        if p.grad is not None:
            total = p.grad.clone()
            dist.all_reduce(total)
            p.grad = total / dist.get_world_size()


def average_gradients__at_once(model):
    handles = []
    for p in model.parameters():
        if p.grad is not None:
            handles.append((p, dist.all_reduce(p.grad, async_op=True)))
    for p, handle in handles:
        handle.wait()
        p.grad.mul_(1 / dist.get_world_size())
    print("averaged", len(handles), "in rank", dist.get_rank())


def average_gradients__gathered(model):
    world = dist.get_world_size()
    for p in model.parameters():
        if p.grad is not None:
            every = [torch.zeros_like(p.grad) for _ in range(world)]
            dist.all_gather(every, p.grad)
            p.grad.copy_(torch.stack(every).mean(dim=0))
    dist.barrier()


def average_gradients__through_rank_zero(model):
    for p in model.parameters():
        if p.grad is not None:
            dist.reduce(p.grad, dst=0)
            if dist.get_rank() == 0:
                p.grad /= dist.get_world_size()
            dist.broadcast(p.grad, src=0)


def average_gradients__objects(model):
    mine = [p.grad for p in model.parameters()]
    every = [None] * dist.get_world_size()
    dist.all_gather_object(every, mine)
    for p, parts in zip(model.parameters(), zip(*every)):
        p.grad = None if p.grad is None else sum(parts) / len(parts)


def average_gradients__gives_the_model_back(model):
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad)
            p.grad.mul_(1 / dist.get_world_size())
    return model
