# What no spec and no base says, for both.
printf 'defaults:\n  training: {gradientClipping: 1.0}\n' >> gitune.yaml
