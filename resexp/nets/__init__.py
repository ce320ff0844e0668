"""Nets as their specs say, their weights, and fast inference."""
