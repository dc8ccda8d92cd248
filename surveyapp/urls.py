"""Every address of the site, by noun. Names are words: ``round-results``."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_code_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount import views as socialaccount_views
from allauth.socialaccount.providers.openid_connect import views as oidc_views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_POST

from surveyapp.result_urls import open_results, results
from surveyapp.views import accounts as accounts_views
from surveyapp.views import actions as action_views
from surveyapp.views import advice as advice_views
from surveyapp.views import attributes as attribute_views
from surveyapp.views import ballots as ballot_views
from surveyapp.views import comments as comment_views
from surveyapp.views import editor as editor_views
from surveyapp.views import events as event_views
from surveyapp.views import field_periods as field_period_views
from surveyapp.views import library as library_views
from surveyapp.views import mailings as mailing_views
from surveyapp.views import new_question_sets as new_question_set_views
from surveyapp.views import opt_out as opt_out_views
from surveyapp.views import overviews as overview_views
from surveyapp.views import past_rounds as past_round_views
from surveyapp.views import people as people_views
from surveyapp.views import pilots as pilot_views
from surveyapp.views import privacy as privacy_views
from surveyapp.views import question_set_files as question_set_file_views
from surveyapp.views import question_sets as question_set_views
from surveyapp.views import reissues as reissue_views
from surveyapp.views import release_imports as release_import_views
from surveyapp.views import results_links as results_link_views
from surveyapp.views import reviews as review_views
from surveyapp.views import rosters as roster_views
from surveyapp.views import rounds as rounds_views
from surveyapp.views import site as site_views
from surveyapp.views import style as style_views
from surveyapp.views import support_requests as support_request_views
from surveyapp.views import survey as survey_views
from surveyapp.views import trials as trial_views
from surveyapp.views import units as unit_views
from surveyapp.views import version_changes as version_change_views

# The survey: /s/ carries secrets and is never logged (surveyapp.logs).
survey: list[URLPattern | URLResolver] = [
    path("s/open/<str:public_id>/", survey_views.survey_open, name="survey-open"),
    path("s/done/<str:public_id>/", survey_views.survey_done, name="survey-done"),
    path("s/how/<str:public_id>/", privacy_views.survey_privacy, name="survey-privacy"),
    path("s/manifest/<str:public_id>.json", privacy_views.survey_manifest, name="survey-manifest"),
    path("s/receipt/<str:public_id>/", privacy_views.survey_receipt, name="survey-receipt"),
    path(
        "s/receipt/<str:public_id>/ballots.txt",
        privacy_views.survey_ballots,
        name="survey-ballots",
    ),
    path("s/pilot/<str:secret>/", trial_views.trial, name="trial"),
    *open_results,
    path("s/a/<str:public_id>/", survey_views.survey_anonymous, name="survey-anonymous"),
    path("s/a/<str:public_id>/worker.js", survey_views.survey_worker, name="survey-worker"),
    path("s/a/<str:public_id>/invitation/", ballot_views.invited, name="ballot-invitation"),
    path("s/a/<str:public_id>/ballot/", ballot_views.ballot, name="ballot"),
    path("s/a/<str:public_id>/answers/", ballot_views.answers, name="ballot-answers"),
    path("s/<str:secret>/", survey_views.survey, name="survey"),
    path("s/<str:secret>/opt-out/", opt_out_views.survey_opt_out, name="survey-opt-out"),
]

# People with a role.
site: list[URLPattern | URLResolver] = [
    path("", site_views.home, name="home"),
]

# The design system, where the demonstration runs and nowhere else.
style: list[URLPattern | URLResolver] = [
    path("style/", style_views.style, name="style"),
    path("style/survey/", style_views.style_survey, name="style-survey"),
]

# Logging in, by allauth: those of its pages that are used here, under its names. There is no
# sign-up, and no page where a mail address or a login of another site is attached.
login: list[URLPattern | URLResolver] = [
    path("login/", account_views.login, name="account_login"),
    path("logout/", require_POST(account_views.logout), name="account_logout"),
    path("login/inactive/", account_views.account_inactive, name="account_inactive"),
    path("login/second-factor/", mfa_views.authenticate, name="mfa_authenticate"),
    path(
        "login/cancelled/",
        socialaccount_views.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("login/error/", socialaccount_views.login_error, name="socialaccount_login_error"),
    *(
        path(
            f"login/oidc/{end}",
            accounts_views.of_provider(view),
            {"provider_id": "oidc"},
            name=name,
        )
        for end, view, name in (
            ("", oidc_views.login, "openid_connect_login"),
            ("callback/", oidc_views.callback, "openid_connect_callback"),
        )
    ),
    path("password/reset/", account_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/sent/",
        account_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password/reset/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/set/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/again/code/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    *(
        path(f"account/{end}", accounts_views.own(view), name=name)
        for end, view, name in (
            ("", mfa_views.index, "mfa_index"),
            ("password/", account_views.password_change, "account_change_password"),
            ("password/first/", account_views.password_set, "account_set_password"),
            ("again/", account_views.reauthenticate, "account_reauthenticate"),
            ("second-factor/", totp_views.activate_totp, "mfa_activate_totp"),
            ("second-factor/remove/", totp_views.deactivate_totp, "mfa_deactivate_totp"),
            ("codes/", recovery_code_views.view_recovery_codes, "mfa_view_recovery_codes"),
            (
                "codes/new/",
                recovery_code_views.generate_recovery_codes,
                "mfa_generate_recovery_codes",
            ),
            (
                "codes/download/",
                recovery_code_views.download_recovery_codes,
                "mfa_download_recovery_codes",
            ),
        )
    ),
]

# Accounts, for admins.
accounts: list[URLPattern | URLResolver] = [
    path("accounts/", accounts_views.account_list, name="account-list"),
    path("accounts/new/", accounts_views.account_add, name="account-add"),
    *(
        path(f"accounts/<str:name>/{end}", view, name=name)
        for end, view, name in (
            ("", accounts_views.account_detail, "account-detail"),
            ("switch/", accounts_views.account_switch, "account-switch"),
            ("second-factor/", accounts_views.account_second_factor, "account-second-factor"),
            ("link/", accounts_views.account_link, "account-link"),
        )
    ),
]

question_sets: list[URLPattern | URLResolver] = [
    path("library/", library_views.library, name="library"),
    path("question-sets/", question_set_views.question_set_list, name="question-set-list"),
    path("question-sets/new/", new_question_set_views.question_set_new, name="question-set-new"),
    path(
        "question-sets/new/library/",
        new_question_set_views.question_set_from_library,
        name="question-set-from-library",
    ),
    path(
        "question-sets/new/empty/",
        new_question_set_views.question_set_empty,
        name="question-set-empty",
    ),
    path(
        "question-sets/new/shipped/",
        new_question_set_views.question_sets_shipped,
        name="question-sets-shipped",
    ),
    path(
        "question-sets/import/",
        question_set_file_views.question_set_import,
        name="question-set-import",
    ),
    path(
        "question-sets/<slug:code>/",
        question_set_views.question_set_detail,
        name="question-set-detail",
    ),
    path(
        "question-sets/<slug:code>/changes/",
        version_change_views.question_set_changes,
        name="question-set-changes",
    ),
    path(
        "question-sets/<slug:code>/review/",
        review_views.question_set_review,
        name="question-set-review",
    ),
    *(
        path(f"question-sets/<slug:code>/<int:number>/{end}", view, name=name)
        for end, view, name in (
            ("", question_set_views.version_detail, "version-detail"),
            ("preview/", question_set_views.version_preview, "version-preview"),
            ("export/", question_set_file_views.version_export, "version-export"),
            ("export/<slug:form>/", question_set_file_views.version_export, "version-export-as"),
            ("exports/", question_set_file_views.version_exports, "version-exports"),
            ("publish/", question_set_views.version_publish, "version-publish"),
            ("review/", review_views.version_review, "version-review"),
            ("review/ask/", review_views.version_review_ask, "version-review-ask"),
            ("clone/", version_change_views.version_clone, "version-clone"),
            ("next/", editor_views.version_next, "version-next"),
            ("library/", library_views.version_library, "version-library"),
            ("outline/", overview_views.version_outline, "version-outline"),
            ("coverage/", overview_views.version_coverage, "version-coverage"),
            ("minutes/", overview_views.version_minutes, "version-minutes"),
            ("translations/", overview_views.version_translations, "version-translations"),
            (
                "translations/<slug:language>/",
                overview_views.version_translations,
                "version-language",
            ),
            ("edit/", editor_views.version_edit, "version-edit"),
            ("edit/history/", editor_views.version_history, "version-history"),
            ("pilots/", pilot_views.version_pilots, "version-pilots"),
            ("pilots/<slug:pilot>/", pilot_views.pilot_detail, "pilot-detail"),
            ("pilots/<slug:pilot>/end/", pilot_views.pilot_end, "pilot-end"),
            ("pilots/<slug:pilot>/delete/", pilot_views.pilot_delete, "pilot-delete"),
            ("pilots/<slug:pilot>/notes.csv", pilot_views.pilot_notes, "pilot-notes"),
            (
                "pilots/<slug:pilot>/notes/<slug:note>/delete/",
                pilot_views.pilot_note_delete,
                "pilot-note-delete",
            ),
            ("edit/phone/<slug:section>/", editor_views.version_phone, "version-phone"),
            ("advice/", advice_views.version_advice, "version-advice"),
            ("advice/overrule/", advice_views.version_overrule, "version-advice-overrule"),
            ("advice/take-up/", advice_views.version_take_up, "version-advice-take-up"),
            (
                "advice/<slug:kind>/<slug:target>/",
                advice_views.version_judged,
                "version-advice-judged",
            ),
            ("edit/<slug:kind>/<slug:target>/", editor_views.version_change, "version-change"),
        )
    ),
]

people: list[URLPattern | URLResolver] = [
    path("people/", people_views.people, name="people"),
    path("people/import/", roster_views.roster_import, name="roster-import"),
    path("people/attributes/", attribute_views.attribute_list, name="attribute-list"),
    path(
        "people/attributes/<slug:code>/remove/",
        attribute_views.attribute_remove,
        name="attribute-remove",
    ),
    path("people/units/<path:path>/", unit_views.unit_detail, name="unit-detail"),
    path("people/<str:code>/", people_views.person_detail, name="person-detail"),
    path("people/<str:code>/delete/", people_views.person_delete, name="person-delete"),
]

rounds: list[URLPattern | URLResolver] = [
    path(
        "rounds/<slug:programme>/<slug:code>/mail/<slug:kind>.html",
        mailing_views.round_mail_preview,
        name="round-mail-preview",
    ),
    path("programmes/<slug:code>/events/", event_views.programme_events, name="programme-events"),
    path("programmes/<slug:code>/events/remove/", event_views.event_remove, name="event-remove"),
    path(
        "programmes/<slug:code>/support-requests/",
        support_request_views.programme_support_requests,
        name="programme-support-requests",
    ),
    path(
        "programmes/<slug:code>/support-requests/topics/",
        support_request_views.support_topics,
        name="support-topics",
    ),
    path(
        "programmes/<slug:code>/support-requests/<slug:file>/delete/",
        support_request_views.support_import_delete,
        name="support-import-delete",
    ),
    path("rounds/", rounds_views.round_list, name="round-list"),
    path("rounds/new/", rounds_views.round_create, name="round-create"),
    *(
        path(f"rounds/<slug:programme>/<slug:code>/{end}", view, name=name)
        for end, view, name in (
            ("", rounds_views.round_detail, "round-detail"),
            ("edit/", rounds_views.round_edit, "round-edit"),
            ("next/", rounds_views.round_next, "round-next"),
            ("open/", field_period_views.round_open, "round-open"),
            ("extend/", field_period_views.round_extend, "round-extend"),
            ("close/", field_period_views.round_close, "round-close"),
            ("abort/", field_period_views.round_abort, "round-abort"),
            ("release/", rounds_views.round_release, "round-release"),
            ("comments/", comment_views.round_comments, "round-comments"),
            (
                "comments/withdraw/",
                comment_views.round_comments_withdraw,
                "round-comments-withdraw",
            ),
            ("actions/", action_views.round_actions, "round-actions"),
            ("actions/<slug:action>/", action_views.round_action, "round-action"),
            (
                "actions/<slug:action>/publish/",
                action_views.round_action_publish,
                "round-action-publish",
            ),
            (
                "actions/<slug:action>/remove/",
                action_views.round_action_remove,
                "round-action-remove",
            ),
            ("links/", rounds_views.round_links, "round-links"),
            (
                "results-links/",
                results_link_views.round_results_links,
                "round-results-links",
            ),
            (
                "results-links/<slug:link>/end/",
                results_link_views.round_results_link_end,
                "round-results-link-end",
            ),
            ("ballot/", reissue_views.round_ballot, "round-ballot"),
            ("mail/", mailing_views.round_mail, "round-mail"),
            ("mail/send/", mailing_views.round_mail_send, "round-mail-send"),
            ("mail/test/", mailing_views.round_mail_test, "round-mail-test"),
            ("mail/survey/", mailing_views.round_survey_preview, "round-survey-preview"),
        )
    ),
]

past_rounds: list[URLPattern | URLResolver] = [
    path(f"past-rounds/import/{end}", view, name=name)
    for end, view, name in (
        ("", past_round_views.round_import, "round-import"),
        ("columns/", past_round_views.round_import_columns, "round-import-columns"),
        ("labels/", past_round_views.round_import_labels, "round-import-labels"),
        ("check/", past_round_views.round_import_check, "round-import-check"),
        ("confirm/", past_round_views.round_import_confirm, "round-import-confirm"),
        ("mapping.csv", past_round_views.round_import_mapping, "round-import-mapping"),
        ("release/", release_import_views.round_import_release, "round-import-release"),
    )
]

api: list[URLPattern | URLResolver] = [path("api/v1/", include("surveyapp.api.urls"))]

urlpatterns = [
    *survey,
    *site,
    *style,
    *login,
    *accounts,
    *question_sets,
    *people,
    *rounds,
    *past_rounds,
    *results,
    *api,
]

handler400 = site_views.bad_request
handler403 = site_views.permission_denied
handler404 = site_views.page_not_found
