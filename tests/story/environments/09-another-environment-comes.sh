# A third cluster: everything on it is new.
printf '  staging: {set: {training.maxSteps: 20}}\n' >> gitune.yaml
