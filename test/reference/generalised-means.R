# Makes generalised-means.json: marginal means, contrasts and tests of terms of generalised models, by R's emmeans.
# Rscript test/reference/generalised-means.R
#
# An array of models, each with data, factors, formula, family, link, points; questions and joint as in emmeans.json; and
#   wald2, wald3   Wald's chi-squared by term: of type II from its definition (what the term adds to the terms that do not contain it,
#                  in the metric of the estimated covariance, as car::Anova but for covariates), of type III of a refit with sum contrasts
#   dropped        likelihood ratios of refits without a term
# Models are fitted by glmmTMB (Laplace) or, for more points, by glmer, tightly.
source("test/reference/read.R")
source("test/reference/marginal-means.R")
suppressPackageStartupMessages({
  library(glmmTMB)
  library(emmeans)
  library(jsonlite)
})
emm_options(opt.digits = TRUE)
families <- list(binomial = binomial, poisson = poisson, Gamma = Gamma, nbinom2 = nbinom2)

fit <- function(spec, formula, d, contrasts = NULL) {
  family <- families[[spec$family]](link = spec$link)
  if (spec$points > 1) {
    # The penalised deviance is recomputed to 1e-12 at every step, so that differences of the criterion are its own.
    return(eval(bquote(glmer(.(formula), d, family = .(family), nAGQ = .(spec$points), contrasts = .(contrasts),
      control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-7, maxfun = 1e5), tolPwrss = 1e-11)))))
  }
  fixed <- lme4::nobars(formula)
  size <- if (inherits(fixed, "formula")) ncol(model.matrix(fixed, d)) else 1
  # Under the inverse link 0 is no start.
  y <- eval(formula[[2]], d)
  start <- if (spec$link == "inverse") list(beta = c(1 / mean(y), rep(0, size - 1)))
  m <- eval(bquote(glmmTMB(.(formula), d, family = .(family), contrasts = .(contrasts), start = .(start),
    control = glmmTMBControl(optCtrl = list(iter.max = 1e4, eval.max = 1e4, rel.tol = 1e-15, x.tol = 1e-15)))))
  m
}

coefOf <- function(m) if (inherits(m, "glmmTMB")) fixef(m)$cond else fixef(m)
vcovOf <- function(m) if (inherits(m, "glmmTMB")) vcov(m)$cond else as.matrix(vcov(m))

models <- list(
  list(data = "cbpp.csv", factors = "period", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    family = "binomial", link = "logit", points = 1,
    questions = list(
      list(f = "emmeans", specs = "period", method = "pairwise"),
      list(f = "emmeans", specs = "period", type = "response", method = "pairwise"),
      list(f = "emmeans", specs = "period", type = "response", method = "trt.vs.ctrl"),
      list(f = "emmeans", specs = "period", type = "response", method = "eff", level = 0.9),
      list(f = "emmeans", specs = "period", type = "response", method = list(late = c(-1, 1/3, 1/3, 1/3)), adjust = "none"),
      list(f = "emmeans", specs = "1", type = "response"))),
  list(data = "cbpp.csv", factors = "period", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    family = "binomial", link = "probit", points = 1,
    questions = list(list(f = "emmeans", specs = "period", type = "response", method = "pairwise"))),
  list(data = "cbpp.csv", factors = "period", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    family = "binomial", link = "cloglog", points = 1,
    questions = list(list(f = "emmeans", specs = "period", type = "response", method = "pairwise"))),
  list(data = "contraception.csv", factors = character(0), formula = "use ~ urban * livch + age + I(age^2) + (1 | district)",
    family = "binomial", link = "logit", points = 1,
    questions = list(
      list(f = "emmeans", specs = "livch", by = "urban", type = "response", method = "pairwise"),
      list(f = "emmeans", specs = "urban", method = "pairwise"),
      list(f = "emmeans", specs = "urban", by = "age", at = list(age = c(-10, 10)), type = "response", method = "pairwise"),
      list(f = "emtrends", specs = "urban", variable = "age", at = list(age = 5), method = "pairwise"))),
  list(data = "contraception.csv", factors = character(0), formula = "use ~ urban + age + livch + (1 | district)",
    family = "binomial", link = "logit", points = 25,
    questions = list(list(f = "emmeans", specs = "livch", type = "response", method = "pairwise"))),
  list(data = "grouseticks.csv", factors = "YEAR", formula = "TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)",
    family = "poisson", link = "log", points = 1,
    questions = list(
      list(f = "emmeans", specs = "YEAR", type = "response", method = "pairwise"),
      list(f = "emmeans", specs = "YEAR", method = "consec", adjust = "holm"),
      list(f = "emmeans", specs = "YEAR", by = "cHEIGHT", at = list(cHEIGHT = c(-50, 0, 50)), type = "response"))),
  list(data = "epil2.csv", factors = character(0), formula = "y ~ Base * trt + Age + Visit + (Visit | subject)",
    family = "nbinom2", link = "log", points = 1,
    questions = list(
      list(f = "emmeans", specs = "trt", type = "response", method = "pairwise"),
      list(f = "emtrends", specs = "trt", variable = "Base", method = "pairwise"))),
  list(data = "sleepstudy.csv", factors = "Days", formula = "I(Reaction/100) ~ Days + (1 | Subject)",
    family = "Gamma", link = "inverse", points = 1,
    questions = list(
      list(f = "emmeans", specs = "Days", method = "trt.vs.ctrl"),
      list(f = "emmeans", specs = "Days", type = "response")))
)

wald <- function(rows, b, v) drop(t(rows %*% b) %*% solve(rows %*% v %*% t(rows), rows %*% b))

# What the own coefficients add to those of the terms above them: the difference of two Wald statistics.
# A term is above another when it has its variables and further factors, with the same covariates (SAS; car has it for all variables).
typeTwo <- function(m, labels, assign, factors, numeric) {
  b <- coefOf(m)
  v <- vcovOf(m)
  unit <- diag(length(b))
  sapply(seq_along(labels), function(t) {
    above <- which(sapply(seq_along(labels), function(o) {
      o != t && all(factors[, o] >= factors[, t]) && all(factors[numeric, o] == factors[numeric, t])
    }))
    own <- assign == t
    rest <- assign %in% above
    both <- wald(unit[own | rest, , drop = FALSE], b, v)
    both - if (any(rest)) wald(unit[rest, , drop = FALSE], b, v) else 0
  })
}

results <- lapply(models, function(spec) {
  d <- readData(spec$data, spec$factors)
  assign("d", d, globalenv())
  whole <- as.formula(spec$formula)
  m <- fit(spec, whole, d)
  spec$software <- paste(software(), "emmeans", packageVersion("emmeans"), "glmmTMB", packageVersion("glmmTMB"))
  spec$objective <- -2 * as.numeric(logLik(m))
  # glmmTMB answers with residual degrees of freedom.
  spec$questions <- lapply(spec$questions, function(q) ask(m, q, d, df = Inf))
  j <- suppressMessages(as.data.frame(joint_tests(m, df = Inf)))
  spec$joint <- list(term = I(trimws(as.character(j$`model term`))), df1 = I(j$df1), f = I(j$F.ratio))
  fixed <- lme4::nobars(whole)
  x <- model.matrix(fixed, d)
  tt <- terms(fixed)
  labels <- attr(tt, "term.labels")
  factors <- attr(tt, "factors")[-1, , drop = FALSE] > 0
  spec$terms <- I(labels)
  spec$factors <- I(spec$factors)
  # One fit by glmer takes minutes.
  if (spec$points > 1) return(spec)
  spec$wald2 <- I(typeTwo(m, labels, attr(x, "assign"), factors, !(rownames(factors) %in% names(which(sapply(d, is.factor))))))
  isFactor <- names(which(sapply(d[all.vars(delete.response(tt))], is.factor)))
  sums <- fit(spec, whole, d, setNames(rep(list("contr.sum"), length(isFactor)), isFactor))
  spec$wald3 <- I(sapply(seq_along(labels), function(t) {
    wald(diag(ncol(x))[attr(x, "assign") == t, , drop = FALSE], coefOf(sums), vcovOf(sums))
  }))
  droppable <- labels[sapply(seq_along(labels), function(t) !any(sapply(seq_along(labels), function(o) o != t && all(factors[, o] >= factors[, t]))))]
  spec$dropped <- lapply(droppable, function(label) {
    less <- fit(spec, update(whole, paste(". ~ . -", label)), d)
    list(term = label, objective = -2 * as.numeric(logLik(less)), npar = attr(logLik(m), "df") - attr(logLik(less), "df"))
  })
  spec
})
write_json(results, "test/reference/generalised-means.json", digits = 15, auto_unbox = TRUE, null = "null")
