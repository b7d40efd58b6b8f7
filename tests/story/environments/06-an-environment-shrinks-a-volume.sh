# A volume of prod would shrink; that of dev would not.
sed -i 's/  prod: {}/  prod: {set: {storage.size: 10Gi}}/' gitune.yaml
