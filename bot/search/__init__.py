"""Words as the index and a searcher's question have them: folding, stems, the language of questions, snippets.

Functions of text, the same for both databases; what is stored and asked is in `bot.storage.search`.
"""
