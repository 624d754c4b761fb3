"""What scenes are made of: small networks, data, losses, optimizers and loaders."""
