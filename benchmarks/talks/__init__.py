"""Quality of talks: kinds of acts, issues, positions, names."""
