"""The run of Kubeflow's guide to its torchtune trainer, but for the adapter."""

from kubeflow.trainer import (
    BuiltinTrainer,
    DataFormat,
    DataType,
    HuggingFaceDatasetInitializer,
    HuggingFaceModelInitializer,
    Initializer,
    Loss,
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
                dataset_preprocess_config=TorchTuneInstructDataset(
                    source=DataFormat.PARQUET,
                    split="train[:95%]",
                    train_on_input=True,
                    new_system_prompt="You are an AI assistant.",
                    column_map={"input": "incorrect", "output": "correct"},
                ),
                dtype=DataType.BF16,
                batch_size=10,
                epochs=10,
                loss=Loss.CEWithChunkedOutputLoss,
                num_nodes=1,
                resources_per_node={"gpu": 1},
            )
        ),
    )
