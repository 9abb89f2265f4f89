# What `blup fit FILE FORMULA` does, in R: Rscript bench/command-line.R FILE FORMULA lmerTest|lme4
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(arguments[3], character.only = TRUE))
d <- read.csv(arguments[1])
print(summary(lmer(as.formula(arguments[2]), d)))
