"""Train and judge the classifier. Needs scikit-learn (the extra `train`); nothing here runs when texts are read."""
