"""Masking: what says who somebody is stays here when a text leaves for a language model."""

from bot.insight.masking.cleaning import normalised
from bot.insight.masking.mask import Mask

__all__ = ["Mask", "normalised"]
