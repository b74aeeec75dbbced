"""HTTP face of simulations."""
