# Tables of tests of lmerTest and lme4: anova of types I to III with both degrees of freedom, drop1, ranova, and the same printed.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/tests-of-terms.R
# Writes test/reference/tests-of-terms.json, and test/reference/data/tasting.csv, which it simulates.
source("test/reference/read.R")
options(width = 80, useFancyQuotes = FALSE, contrasts = c("contr.treatment", "contr.poly"))

# An unbalanced experiment with two crossed factors, a covariate, and a combination of product and site without rows.
set.seed(20)
tasting <- expand.grid(taster = sprintf("t%02d", 1:24), product = letters[1:4], info = c("no", "yes"))
tasting$sweet <- round(rnorm(nrow(tasting)), 3)
tasting$site <- sample(c("A", "B", "C"), nrow(tasting), TRUE)
tasting$liking <- round(5 + rnorm(24)[factor(tasting$taster)] + 0.4 * (tasting$product == "b") +
  0.5 * (tasting$product == "c" & tasting$info == "yes") + 0.6 * tasting$sweet * rnorm(24, 1, 0.5)[factor(tasting$taster)] +
  rnorm(nrow(tasting)), 3)
tasting <- tasting[runif(nrow(tasting)) < 0.8 & !(tasting$product == "d" & tasting$site == "C"), ]
write.csv(tasting, "test/reference/data/tasting.csv", row.names = FALSE, quote = FALSE)

# The model at the best of several optimisers run far beyond their defaults.
stay <- function(par, fn, lower, upper, control) list(par = par, fval = fn(par), conv = 0, message = "", feval = 1)
controls <- list(
  lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-12, maxfun = 1e5), calc.derivs = FALSE),
  lmerControl(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, maxeval = 1e5), calc.derivs = FALSE),
  lmerControl(optimizer = "Nelder_Mead", optCtrl = list(FtolAbs = 1e-12, XtolRel = 1e-12, maxfun = 1e5), calc.derivs = FALSE))
tight <- function(formula, data, REML, contrasts = NULL) {
  environment(formula) <- environment()
  fits <- lapply(controls, function(control)
    suppressMessages(suppressWarnings(lmer(formula, data, REML = REML, control = control, contrasts = contrasts))))
  best <- fits[[which.min(sapply(fits, function(m) if (REML) REMLcrit(m) else deviance(m)))]]
  theta <- getME(best, "theta")
  suppressMessages(suppressWarnings(lmer(formula, data, REML = REML, start = theta, contrasts = contrasts,
    control = lmerControl(optimizer = stay, calc.derivs = FALSE, boundary.tol = 0, restart_edge = FALSE))))
}

quietly <- function(x) suppressMessages(suppressWarnings(x))
numbers <- function(x) lapply(split(x, seq_len(nrow(x))), function(row) I(unname(unlist(row))))
table <- function(x) list(terms = I(rownames(x)), names = I(colnames(x)), rows = unname(numbers(as.data.frame(x))))
printed <- function(x) I(capture.output(print(x)))

cases <- list(
  list(name = "sleepstudy", data = "sleepstudy.csv", formula = "Reaction ~ Days + (Days | Subject)", kr = TRUE),
  list(name = "cake", data = "cake.csv", formula = "angle ~ recipe * temperature + (1 | recipe:replicate)",
    factors = "temperature", kr = TRUE),
  list(name = "machines", data = "machines.csv", formula = "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)", kr = TRUE),
  list(name = "hsb", data = "hsb.csv", formula = "mathach ~ meanses * cses + sector * cses + (cses | school)", kr = FALSE),
  list(name = "tasting", data = "tasting.csv", formula = "liking ~ product * info * sweet + (1 | taster)", kr = TRUE),
  list(name = "tasting sum", data = "tasting.csv", formula = "liking ~ product * info + sweet + (sweet | taster)", kr = TRUE,
    contrasts = list(product = "contr.sum", info = "contr.helmert")),
  list(name = "tasting ML", data = "tasting.csv", formula = "liking ~ product + info * sweet + (1 | taster)", kr = FALSE, ml = TRUE),
  list(name = "empty cell", data = "tasting.csv", formula = "liking ~ product * site + (1 | taster)", kr = TRUE),
  list(name = "empty cell sum", data = "tasting.csv", formula = "liking ~ product * site + sweet + (1 | taster)", kr = TRUE,
    contrasts = list(product = "contr.sum", site = "contr.sum")),
  list(name = "no intercept", data = "tasting.csv", formula = "liking ~ 0 + product + info + (1 | taster)", kr = FALSE))

anovas <- lapply(cases, function(case) {
  cat(case$name, "\n")
  factors <- if (is.null(case$factors)) character(0) else case$factors
  d <- readData(case$data, factors)
  m <- tight(as.formula(case$formula), d, !isTRUE(case$ml), case$contrasts)
  tables <- list()
  for (ddf in c("Satterthwaite", if (case$kr) "Kenward-Roger")) for (type in 1:3) {
    a <- quietly(anova(m, type = type, ddf = ddf))
    tables <- c(tables, list(c(list(type = type, ddf = tolower(ddf)), table(a), list(printed = printed(a)))))
  }
  drops <- lapply(c("Satterthwaite", if (case$kr) "Kenward-Roger"), function(ddf) {
    a <- quietly(drop1(m, ddf = ddf))
    c(list(ddf = tolower(ddf)), table(a), list(printed = printed(a)))
  })
  list(name = case$name, data = case$data, formula = case$formula, factors = I(factors), ml = isTRUE(case$ml),
    contrasts = if (is.null(case$contrasts)) setNames(list(), character(0)) else lapply(case$contrasts, function(x) sub("contr.", "", x)),
    anovas = tables, drops = drops)
})

# Likelihood ratios: every model of a table fitted as tightly; `without` names the reduced formulas.
crit <- function(m) if (isREML(m)) REMLcrit(m) else deviance(m)
lm_crit <- function(formula, d, REML) -2 * as.numeric(logLik(lm(as.formula(formula), d), REML = REML))
ranovas <- lapply(list(
  list(data = "sleepstudy.csv", formula = "Reaction ~ Days + (Days | Subject)", ml = FALSE,
    without = c("Days in (Days | Subject)" = "Reaction ~ Days + (1 | Subject)")),
  list(data = "sleepstudy.csv", formula = "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)", ml = FALSE,
    without = c("(1 | Subject)" = "Reaction ~ Days + (0 + Days | Subject)",
      "Days in (0 + Days | Subject)" = "Reaction ~ Days + (1 | Subject)")),
  list(data = "machines.csv", formula = "score ~ Machine + (Machine | Worker)", ml = FALSE,
    without = c("Machine in (Machine | Worker)" = "score ~ Machine + (1 | Worker)")),
  list(data = "machines.csv", formula = "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)", ml = FALSE,
    without = c("(1 | Worker)" = "score ~ Machine + (1 | Worker:Machine)",
      "(1 | Worker:Machine)" = "score ~ Machine + (1 | Worker)")),
  list(data = "hsb.csv", formula = "mathach ~ cses + (cses | school)", ml = TRUE,
    without = c("cses in (cses | school)" = "mathach ~ cses + (1 | school)")),
  list(data = "hsb.csv", formula = "mathach ~ meanses * cses + sector * cses + (cses | school)", ml = FALSE,
    without = c("cses in (cses | school)" = "mathach ~ meanses * cses + sector * cses + (1 | school)")),
  list(data = "penicillin.csv", formula = "diameter ~ 1 + (1 | plate) + (1 | sample)", ml = FALSE,
    without = c("(1 | plate)" = "diameter ~ 1 + (1 | sample)", "(1 | sample)" = "diameter ~ 1 + (1 | plate)")),
  list(data = "tasting.csv", formula = "liking ~ product + (sweet + info | taster) + (1 | site)", ml = FALSE,
    without = c("sweet in (sweet + info | taster)" = "liking ~ product + (info | taster) + (1 | site)",
      "info in (sweet + info | taster)" = "liking ~ product + (sweet | taster) + (1 | site)",
      "(1 | site)" = "liking ~ product + (sweet + info | taster)")),
  list(data = "dyestuff.csv", formula = "Yield ~ 1 + (1 | Batch)", ml = FALSE, without = c("(1 | Batch)" = "Yield ~ 1")),
  list(data = "tasting.csv", formula = "liking ~ product * info + (1 | taster)", ml = TRUE,
    without = c("(1 | taster)" = "liking ~ product * info"))), function(case) {
  cat(case$formula, "\n")
  d <- readData(case$data)
  m <- tight(as.formula(case$formula), d, !case$ml)
  reduced <- sapply(case$without, function(f) if (grepl("|", f, fixed = TRUE))
    crit(tight(as.formula(f), d, !case$ml)) else lm_crit(f, d, !case$ml))
  c(case[c("data", "formula", "ml")], list(objective = crit(m), terms = I(names(case$without)), reduced = I(unname(reduced))))
})

# Printed by lmerTest itself, where its defaults are accurate to all digits shown.
sleepstudy <- readData("sleepstudy.csv")
machines <- readData("machines.csv")
dyestuff <- readData("dyestuff.csv")
tastes <- readData("tasting.csv")
bob <- controls[[1]]
text <- list(
  list(data = "sleepstudy.csv", formula = "Reaction ~ Days + (Days | Subject)", kind = "ranova",
    printed = printed(ranova(lmer(Reaction ~ Days + (Days | Subject), sleepstudy, control = bob)))),
  list(data = "sleepstudy.csv", formula = "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)", kind = "ranova",
    printed = printed(ranova(lmer(Reaction ~ Days + (1 | Subject) + (0 + Days | Subject), sleepstudy, control = bob)))),
  list(data = "machines.csv", formula = "score ~ Machine + (Machine | Worker)", kind = "ranova",
    printed = printed(ranova(lmer(score ~ Machine + (Machine | Worker), machines, control = bob)))),
  list(data = "dyestuff.csv", formula = "Yield ~ (1 | Batch)", kind = "ranova",
    printed = printed(ranova(lmer(Yield ~ (1 | Batch), dyestuff, control = bob)))),
  list(data = "tasting.csv", formula = "liking ~ product + info * sweet + (1 | taster)", kind = "drop1",
    printed = printed(lme4:::drop1.merMod(lme4::lmer(liking ~ product + info * sweet + (1 | taster), tastes, control = bob), test = "Chisq"))),
  list(data = "sleepstudy.csv", formula = "Reaction ~ Days + (Days | Subject)", kind = "drop1",
    printed = printed(lme4:::drop1.merMod(lme4::lmer(Reaction ~ Days + (Days | Subject), sleepstudy, control = bob), test = "Chisq"))))

dropChisq <- lapply(list(
  list(data = "tasting.csv", formula = "liking ~ product + info * sweet + (1 | taster)",
    without = c(product = "liking ~ info * sweet + (1 | taster)", "info:sweet" = "liking ~ product + info + sweet + (1 | taster)")),
  list(data = "tasting.csv", formula = "liking ~ 0 + product + info + (sweet | taster)",
    without = c(product = "liking ~ 0 + info + (sweet | taster)", info = "liking ~ 0 + product + (sweet | taster)"))), function(case) {
  d <- readData(case$data)
  fits <- lapply(c(case$formula, case$without), function(f) tight(as.formula(f), d, FALSE))
  npar <- sapply(fits, function(m) length(fixef(m)))
  list(data = case$data, formula = case$formula, terms = I(names(case$without)), whole = deviance(fits[[1]]),
    reduced = I(unname(sapply(fits[-1], deviance))), npar = I(unname(npar[1] - npar[-1])))
})

# Nested models fitted to different rows, and to the rows that they share.
holes <- sleepstudy
holes$Extra <- round(sin(seq_len(nrow(holes))), 3)
holes$Extra[c(3, 40, 41, 170)] <- NA
a <- tight(Reaction ~ Days + (Days | Subject), holes[!is.na(holes$Extra), ], FALSE)
b <- tight(Reaction ~ Days + Extra + (Days | Subject), holes, FALSE)
common <- list(missing = I(c(3, 40, 41, 170)), deviances = I(c(deviance(a), deviance(b))))

write(jsonlite::toJSON(list(made = software(), anovas = anovas, ranovas = ranovas, dropChisq = dropChisq, printed = text,
  common = common), digits = I(15), auto_unbox = TRUE, na = "null"), "test/reference/tests-of-terms.json")
