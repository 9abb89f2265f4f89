# One measured process of R: reads binary columns, fits a model several times, prints one line of JSON.
#   Rscript bench/lme4.R FOLDER FORMULA REML|ML TASK RUNS LEAST MOST
# After the first fit: at least RUNS and for LEAST seconds, but none begins after MOST seconds; then the first is all.
suppressPackageStartupMessages(library(lme4))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
formula <- as.formula(arguments[2])
REML <- arguments[3] == "REML"
runs <- as.integer(arguments[5])
least <- as.numeric(arguments[6])
most <- as.numeric(arguments[7])

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))), "measured-process.R"))

quietly <- function(x) suppressMessages(suppressWarnings(x))

# Nothing but the fit: no second derivatives, no checks.
fastest <- lmerControl(
  calc.derivs = FALSE, check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.nlev.gtreq.5 = "ignore",
  check.nlev.gtr.1 = "ignore", check.nobs.vs.nRE = "ignore", check.rankX = "ignore", check.scaleX = "ignore",
  check.formula.LHS = "ignore", check.conv.grad = "ignore", check.conv.singular = "ignore", check.conv.hess = "ignore"
)

# What can be asked. Each takes no arguments, does the whole work, and returns a fitted model.
tasks <- list(
  fit = function() lme4::lmer(formula, d, REML = REML),
  fastest = function() lme4::lmer(formula, d, REML = REML, control = fastest),
  satterthwaite = function() {
    m <- lmerTest::lmer(formula, d, REML = REML)
    print(summary(m))
    m
  },
  profile = function() {
    m <- lme4::lmer(formula, d, REML = REML)
    print(confint(m, oldNames = FALSE, quiet = TRUE))
    m
  },
  bootstrap = function() {
    m <- lme4::lmer(formula, d, REML = REML)
    bootMer(m, function(x) c(getME(x, "theta"), sigma(x), fixef(x)), nsim = 1000, seed = 1)
    m
  },
  # The adjusted covariance once for all coefficients; summary() of lmerTest makes it anew for each.
  `kenward-roger` = function() {
    m <- lme4::lmer(formula, d, REML = REML)
    adjusted <- pbkrtest::vcovAdj(m)
    p <- length(fixef(m))
    df <- sapply(seq_len(p), function(i) pbkrtest::Lb_ddf(diag(p)[i, ], vcov(m), adjusted))
    t <- fixef(m) / sqrt(Matrix::diag(adjusted))
    print(cbind(fixef(m), t, df, 2 * pt(-abs(t), df)))
    m
  }
)

# Those that need more than lme4, which is not loaded otherwise: it would count as memory of lme4.
ofLmerTest <- "satterthwaite"
ofPbkrtest <- "kenward-roger"

d <- readColumns(folder)
task <- tasks[[arguments[4]]]
if (arguments[4] %in% ofLmerTest) suppressPackageStartupMessages(library(lmerTest))
if (arguments[4] %in% ofPbkrtest) suppressPackageStartupMessages(library(pbkrtest))
printed <- textConnection("ignored", "w", local = TRUE)
sink(printed)
invisible(gc())
# Counts the peak from here, where the kernel allows it, so that reading the data does not show.
try(suppressWarnings(cat("5", file = "/proc/self/clear_refs")), silent = TRUE)
base <- memoryNow()

timed <- function() {
  begun <- Sys.time()
  m <<- quietly(task())
  as.numeric(Sys.time() - begun, units = "secs")
}
started <- Sys.time()
first <- timed()
firstPeak <- memoryNow()$peak
times <- c()
spent <- function() as.numeric(Sys.time() - started, units = "secs")
while (spent() <= most && (length(times) < runs || spent() < least)) times <- c(times, timed())
if (length(times) == 0) times <- first
sink()
cat(jsonlite::toJSON(list(
  first = first, times = I(times), criterion = if (REML) REMLcrit(m) else -2 * as.numeric(logLik(m)),
  evaluations = m@optinfo$feval, basePeak = base$peak, base = base$now, firstPeak = firstPeak, peak = memoryNow()$peak
), auto_unbox = TRUE, digits = NA), "\n")
