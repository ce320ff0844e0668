"""Training: how a step runs, the loop, sweeps over many runs."""
