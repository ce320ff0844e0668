"""Images: CIFAR, and a procedural set where it is not there."""
