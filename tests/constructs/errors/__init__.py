"""What is wrong with constructs: when it is raised, and that nothing of it is lost."""
