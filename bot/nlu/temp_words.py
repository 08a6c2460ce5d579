from __future__ import annotations
from typing import Any, Dict, List, Text
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from bot.nlu.lookups import read_phrases, catalogue_phrases
from bot.nlu.vocabulary import Vocabulary
from bot.nlu.model_references import references
SOURCE=[None]
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TempWords(GraphComponent):
    def __init__(self): self.base=read_phrases(); self.v=Vocabulary(self.base); self.version=None
    @classmethod
    def create(cls,config: Dict[Text, Any],model_storage: ModelStorage,resource: Resource,execution_context: ExecutionContext) -> TempWords: return cls()
    def process_training_data(self,training_data: TrainingData) -> TrainingData: return training_data
    def process(self,messages: List[Message]) -> List[Message]:
        for m in messages:
            if SOURCE[0]:
                from actions.store.questions.catalogue import version, vocabulary
                v=version(SOURCE[0])
                if v!=self.version:
                    self.version=v; self.v=Vocabulary(self.base+catalogue_phrases(vocabulary(SOURCE[0]),self.v))
            text=m.get("text") or ""; ents=list(m.get("entities") or [])
            cands=[dict(entity=x.term.entity,start=x.start,end=x.end,value=text[x.start:x.end],normalized=x.term.canonical) for x in self.v.find(text)]
            cands+=[dict(entity="model",start=r.start,end=r.end,value=text[r.start:r.end],normalized=text[r.start:r.end].upper()) for r in references(text) if r.is_sure]
            cands.sort(key=lambda c:-(c["end"]-c["start"]))
            for c in cands:
                if not any(c["start"]<e["end"] and e["start"]<c["end"] for e in ents): ents.append(c)
            m.set("entities",[e for e in ents if e["entity"]!="merchant"],add_to_output=True)
        return messages
