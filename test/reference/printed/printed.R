# Printed summaries of lmerTest and printed comparisons of lme4, to match the layout by.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/printed/printed.R
source("test/reference/read.R")
options(width = 80)

cases <- jsonlite::read_json("test/reference/lmm.json")
names(cases) <- sapply(cases, `[[`, "name")

hsb <- readData("hsb.csv")
sleepstudy <- readData("sleepstudy.csv")
penicillin <- readData("penicillin.csv")
dyestuff2 <- readData("dyestuff2.csv")
machines <- readData("machines.csv")
egsingle <- readData("egsingle.csv")
mathachieve <- readData("mathachieve.csv", relevel = list(Sector = "Public", Sex = "Male"))
cake <- readData("cake.csv", factors = "temperature")
sleepextra <- readData("sleepextra.csv")

# The model at the optimum of lmm.json, and printed as if lmer had been called with its defaults.
stay <- function(par, fn, lower, upper, control) list(par = par, fval = fn(par), conv = 0, message = "", feval = 1)
fitted <- function(case, data) {
  case <- cases[[case]]
  control <- lmerControl(optimizer = stay, calc.derivs = FALSE, boundary.tol = 0, restart_edge = FALSE)
  theta <- unlist(case$theta)
  call <- call("lmer", formula = as.formula(case$formula, env = globalenv()), data = as.name(data))
  if (!case$reml) call$REML <- FALSE
  full <- call
  full$start <- theta
  full$control <- control
  model <- suppressMessages(suppressWarnings(eval(full)))
  model@call <- call
  model@optinfo$optimizer <- "nloptwrap"
  model
}

# What print() writes and what it says by message() go to the file, in this order.
save <- function(file, value) {
  said <- character(0)
  text <- capture.output(withCallingHandlers(print(value), message = function(m) {
    said <<- c(said, conditionMessage(m))
    invokeRestart("muffleMessage")
  }))
  if (length(said)) text <- c(text, strsplit(paste(said, collapse = ""), "\n")[[1]])
  writeLines(text, file.path("test/reference/printed", paste0(file, ".txt")))
}
summarise <- function(file, case, data) save(file, summary(fitted(case, data)))

summarise("hsb-cross-level-reml", "hsb cross-level REML", "hsb")
summarise("sleepstudy-slope-reml", "sleepstudy slope REML", "sleepstudy")
summarise("sleepstudy-slope-ml", "sleepstudy slope ML", "sleepstudy")
summarise("sleepstudy-independent-reml", "sleepstudy independent REML", "sleepstudy")
summarise("penicillin-reml", "penicillin REML", "penicillin")
summarise("dyestuff2-reml", "dyestuff2 REML", "dyestuff2")
summarise("machines-cell-reml", "machines cell REML", "machines")
summarise("egsingle-growth-reml", "egsingle growth REML", "egsingle")
summarise("mathachieve-reml", "mathachieve REML", "mathachieve")
summarise("cake-reml", "cake REML", "cake")
summarise("rank-deficient-reml", "rank deficient REML", "sleepextra")

# Generalised models as lme4 prints them, for the layout: its optimum and standard errors are looser.
cbpp <- readData("cbpp.csv", factors = "period")
save("cbpp-glmer", summary(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)))
save("cbpp-glmer-agq", summary(glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, nAGQ = 9)))

# anova() prints the names of the models.
fm1 <- fitted("sleepstudy intercept ML", "sleepstudy")
fm2 <- fitted("sleepstudy slope ML", "sleepstudy")
save("anova-sleepstudy", anova(fm1, fm2))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e5))
h1 <- lmer(mathach ~ cses + (1 | school), data = hsb, REML = FALSE, control = tight)
h2 <- fitted("hsb slope ML", "hsb")
save("anova-hsb", anova(h1, h2))

krSummary <- function(file, case, data) save(file, summary(fitted(case, data), ddf = "Kenward-Roger"))
krSummary("hsb-cross-level-kr", "hsb cross-level REML", "hsb")
krSummary("sleepstudy-slope-kr", "sleepstudy slope REML", "sleepstudy")
krSummary("cake-kr", "cake REML", "cake")
