"""What every test has, those of the notebooks too: kernels that never take each other's ports."""

pytest_plugins = ["tests.kernel_ports"]
