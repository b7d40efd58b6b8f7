"""Everything a node may have."""

from kubeflow.trainer import (
    BuiltinTrainer,
    DataFormat,
    HuggingFaceDatasetInitializer,
    HuggingFaceModelInitializer,
    Initializer,
    TorchTuneConfig,
    TorchTuneInstructDataset,
    TrainerClient,
)


def call(client: TrainerClient) -> str:
    return client.train(
        runtime="torchtune-llama3.2-1b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.2-1B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(source=DataFormat.PARQUET),
                resources_per_node={"gpu": 2, "cpu": 16, "memory": "128Gi", "storage": "20Gi"},
            )
        ),
    )
