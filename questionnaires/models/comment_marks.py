"""What analysts add to released comments: tags of their own, and which may be quoted.

A comment is named by its digest alone, as in :class:`ReleasedComments`; both go with a comment that
is withdrawn.
"""

from __future__ import annotations

from django.db import models

from questionnaires.models.releases import ReleasedComments


class CommentTag(models.Model):
    """A short text of an analyst on a comment; comments with the same words share it."""

    MOST_CHARACTERS = 40

    comments = models.ForeignKey(ReleasedComments, on_delete=models.CASCADE, related_name="tags")
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=MOST_CHARACTERS)

    class Meta:
        ordering = ["title", "digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["comments", "digest", "title"], name="comment_tagged_once_with_title"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CommentQuote(models.Model):
    """A comment that stands in the report, word for word."""

    comments = models.ForeignKey(ReleasedComments, on_delete=models.CASCADE, related_name="quotes")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["digest"]
        constraints = [
            models.UniqueConstraint(fields=["comments", "digest"], name="comment_quoted_once")
        ]

    def __str__(self) -> str:
        return f"Quote of {self.comments}"
