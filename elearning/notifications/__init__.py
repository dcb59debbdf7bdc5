"""The inbox: notices written in the transaction of what they tell, once per (person, key), told in the reader's
language.
"""
