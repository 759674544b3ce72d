"""The newsroom's tools: pandas in, pandas out. This room knows nothing of questions or records."""

from medialit.desk.article import ArticleView, bracketed, load_article, sentences, who_says_what

__all__ = ["ArticleView", "bracketed", "load_article", "sentences", "who_says_what"]
