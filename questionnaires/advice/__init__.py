"""What is worth a second look in a draft, before anybody is asked: values in, advice out.

Plain modules, one family of rules a file. A rule says that it found something, and what; why it
matters and what to write instead stands in ``surveyapp/advice_words``, in the author's language.
Advice never stops anybody: an author may know better, and says so in a note.
"""
