"""Networks: planning, training, inference, uncertainty and evaluation. No Django, no labeling."""
