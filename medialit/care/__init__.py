"""What a learner chooses to meet: the content note, and the file that keeps the choices. It knows no questions."""
