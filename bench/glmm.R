# One measured process of R: reads binary columns, fits a generalised model several times, prints one line of JSON.
#   Rscript bench/glmm.R FOLDER FORMULA FAMILY RUNS
suppressPackageStartupMessages(library(lme4))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
formula <- as.formula(arguments[2])
family <- arguments[3]
runs <- as.integer(arguments[4])

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))), "measured-process.R"))

d <- readColumns(folder)
base <- memoryNow()
times <- numeric(0)
for (run in 0:runs) {
  used <- system.time(m <- suppressMessages(suppressWarnings(glmer(formula, d, family = family))))
  times <- c(times, used[["user.self"]] + used[["sys.self"]])
}
cat(jsonlite::toJSON(list(
  first = times[1], times = if (length(times) > 1) I(times[-1]) else I(times), criterion = -2 * as.numeric(logLik(m)),
  evaluations = m@optinfo$feval, base = base$now, peak = memoryNow()$peak
), auto_unbox = TRUE, digits = 14))
