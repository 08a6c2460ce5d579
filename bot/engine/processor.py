"""Rasa's processor of messages, less what serves nothing here and costs half of each turn.

Left out: copies of events made for a log that nobody reads, the extraction of slots (all of ours are filled by the
actions), the copy of the conversation for actions that get their own. What is said and what is remembered is the same.
"""

import logging
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.events import ActionExecutionRejected, DefinePrevUserUtteredFeaturization, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.graph_runner import SequentialGraphRunner

logger = logging.getLogger(__name__)


class Processor(MessageProcessor):
    """Handles the messages of conversations one at a time; the caller holds the conversation's lock."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, SequentialGraphRunner]:
        with tempfile.TemporaryDirectory() as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), Path(model_path))
            context = ExecutionContext(graph_schema=metadata.predict_schema, model_id=metadata.model_id)
            # The domain is in the metadata, read already; its component would parse the YAML again, for a second.
            read = DomainProvider(storage, Resource(""), metadata.domain)
            with mock.patch.object(DomainProvider, "load", return_value=read):
                runner = SequentialGraphRunner.create(metadata.predict_schema, storage, context)
        return Path(model_path).name, metadata, runner

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Return what is understood of a message; no component looks at the conversation."""
        parse: dict[str, Any] = self._parse_message_with_graph(message, tracker, only_output_properties)
        return parse

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Extract nothing: the mappings of all our slots are `custom` (kept so by a test)."""
        return tracker

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        try:
            events = await action.run(output_channel, nlg, self._shown(tracker, prediction), self.domain) or []
        except ActionExecutionRejection:
            events = [ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence)]
        except Exception:  # whatever an action does, the conversation goes on
            logger.exception("action %s failed", action.name())
            events = []
        self._record(tracker, action, events, prediction)
        await self._send_bot_messages(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _shown(self, tracker: DialogueStateTracker, prediction: PolicyPrediction) -> DialogueStateTracker:
        """Return the conversation as the action sees it: a copy when the prediction changes what an action reads."""
        events = [each for each in prediction.events if not isinstance(each, DefinePrevUserUtteredFeaturization)]
        if not events:
            return tracker
        copy = tracker.copy()
        copy.update_with_events(events, self.domain)
        return copy

    def _record(
        self, tracker: DialogueStateTracker, action: Action, events: list[Event], prediction: PolicyPrediction
    ) -> None:
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
