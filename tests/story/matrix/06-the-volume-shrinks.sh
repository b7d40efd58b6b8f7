# Refused: it is one volume for all of them.
sed -i 's/size: 40Gi/size: 30Gi/' sweep.finetune.yaml
