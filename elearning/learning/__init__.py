"""The learner's pages: home, catalogue, course, lesson player, print view of a module. Composes what lower packages
know.
"""
