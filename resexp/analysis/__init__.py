"""What tables say: figures, findings and claims. Reads tables only; imports no torch."""
