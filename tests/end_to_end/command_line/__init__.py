"""`linode-shim deploy`, `diff`, `destroy`, `output` and `synth`, with a real engine."""
