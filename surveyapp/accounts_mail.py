"""What is said by mail to somebody who gets an account."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def password_mail(*, user: User, link: str) -> EmailMultiAlternatives:
    """Says that there is an account, and where to set its password."""
    context = {"user": user, "link": link, "site": settings.BASE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        subject, text, html = (
            render_to_string(f"emails/account.{end}", context)
            for end in ("subject.txt", "txt", "html")
        )
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message


def send_password_mail(*, user: User, link: str) -> bool:
    """Whether the mail server took the mail."""
    try:
        return bool(password_mail(user=user, link=link).send())
    except OSError:
        return False
