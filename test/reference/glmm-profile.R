# Limits of profile-likelihood intervals (95 %) of generalised linear mixed models.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/glmm-profile.R [pattern]
# With a pattern only the cases whose name matches are computed again; the others in glmm-profile.json are kept.
#
# Every limit is found by its definition: one parameter is held, -2 log-likelihood minimised over all others by nlminb, and the value at which
# it has risen by qchisq(0.95, 1) found by uniroot.
#   glmmTMB      Laplace; all parameters are coordinates of its TMB object (logs of standard deviations, log dispersion)
#   glmer        lme4's deviance function of (theta, beta) at nAGQ points; beside it, or alone, lme4's own confint(method = "profile")
#   quadrature   ordinal: Gauss-Hermite with 40 fixed nodes, written below
#
# glmm-profile.json is an array of {name, source, data, formula, family, link, points, factors, objective, limits: [{parameter, lower, upper}],
# lme4: the same by lme4}; parameters are named as `confint(model)` names them here, a limit that does not exist is null.
suppressPackageStartupMessages({
  library(lme4)
  library(glmmTMB)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))
readData <- function(file, factors) {
  d <- read.csv(file.path("test/reference/data", file), stringsAsFactors = TRUE)
  for (column in factors) d[[column]] <- factor(d[[column]])
  d
}
target <- qchisq(0.95, 1)

# rise: function(value, start) -> list(rise, par); walks out from the estimate, then uniroot with warm starts.
limit <- function(estimate, step, rise, start) {
  at <- estimate
  for (i in 1:60) {
    at <- at + step
    r <- rise(at, start)
    if (!is.finite(r$rise)) return(NA)
    start <- r$par
    if (r$rise > target) break
    step <- step * 1.3
  }
  if (r$rise <= target) return(NA)
  ends <- sort(c(at - step, at))
  uniroot(function(x) rise(x, start)$rise - target, ends, tol = 1e-7 * max(1, abs(estimate)))$root
}

minimiser <- function(fn, gr, full, minimum) {
  function(i) {
    rise <- function(value, start) {
      put <- function(x) { p <- numeric(length(full)); p[-i] <- x; p[i] <- value; p }
      f <- function(x) { v <- fn(put(x)); if (is.finite(v)) v else 1e10 }
      g <- if (is.null(gr)) NULL else function(x) gr(put(x))[-i]
      fit <- nlminb(start, f, g, control = list(rel.tol = 1e-14, x.tol = 1e-10, eval.max = 2000, iter.max = 1000))
      list(rise = fit$objective - minimum, par = fit$par)
    }
    rise
  }
}

tmbCase <- function(case) {
  d <- readData(case$data, case$factors)
  fit <- glmmTMB(as.formula(case$formula), d, family = do.call(case$family, list(link = case$link)),
                 control = glmmTMBControl(optCtrl = list(rel.tol = 1e-14, x.tol = 1e-10, iter.max = 1000, eval.max = 2000)))
  obj <- fit$obj
  par <- fit$fit$par
  fn <- function(p) 2 * obj$fn(p)
  gr <- function(p) 2 * as.vector(obj$gr(p))
  best <- nlminb(par, fn, gr, control = list(rel.tol = 1e-15, x.tol = 1e-12))
  best <- nlminb(best$par, fn, gr, control = list(rel.tol = 1e-15, x.tol = 1e-12))
  held <- minimiser(fn, gr, best$par, best$objective)
  se <- sqrt(diag(solve(optimHess(best$par, fn, gr) / 2)))
  limits <- list()
  for (name in names(case$which)) {
    i <- case$which[[name]]$index
    to <- eval(parse(text = paste("function(x)", case$which[[name]]$to)))
    lo <- limit(best$par[i], -0.7 * se[i], held(i), best$par[-i])
    up <- limit(best$par[i], 0.7 * se[i], held(i), best$par[-i])
    both <- sort(c(to(lo), to(up)), na.last = TRUE)
    limits[[length(limits) + 1]] <- list(parameter = name, lower = both[1], upper = both[2])
    cat(case$name, name, both, "\n")
  }
  case$which <- NULL
  c(case, list(source = "glmmTMB", points = 1, objective = best$objective, limits = limits))
}

glmerCase <- function(case) {
  d <- readData(case$data, case$factors)
  family <- do.call(case$family, list(link = case$link))
  control <- glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(rhoend = 1e-9))
  fit <- glmer(as.formula(case$formula), d, family = family, nAGQ = case$points, control = control)
  dev <- glmer(as.formula(case$formula), d, family = family, nAGQ = case$points, control = control, devFunOnly = TRUE)
  m <- length(getME(fit, "theta"))
  fn <- function(p) if (any(p[1:m] < 0)) 1e10 else dev(p)
  start <- c(getME(fit, "theta"), fixef(fit))
  best <- nlminb(start, fn, control = list(rel.tol = 1e-15, x.tol = 1e-11))
  best <- nlminb(best$par, fn, control = list(rel.tol = 1e-15, x.tol = 1e-11))
  held <- minimiser(fn, NULL, best$par, best$objective)
  se <- c(rep(0.3 * best$par[1], m), sqrt(diag(as.matrix(vcov(fit)))))
  names <- c("sd_(Intercept)", names(fixef(fit)))
  which <- if (is.null(case$which)) seq_along(names) else case$which
  exact <- is.null(case$which)
  case$which <- NULL
  own <- confint(fit, parm = which, method = "profile", oldNames = FALSE, devtol = 1e-7)
  limits <- list()
  lme4 <- list()
  for (j in seq_along(which)) {
    i <- which[j]
    lme4[[j]] <- list(parameter = names[i], lower = own[[j, 1]], upper = own[[j, 2]])
    cat(case$name, names[i], own[j, ], "\n")
    if (!exact) next
    lo <- limit(best$par[i], -0.7 * se[i], held(i), best$par[-i])
    up <- limit(best$par[i], 0.7 * se[i], held(i), best$par[-i])
    limits[[j]] <- list(parameter = names[i], lower = lo, upper = up)
  }
  c(case, list(source = "glmer", limits = limits, lme4 = lme4))
}

ordinalCase <- function(case) {
  d <- readData(case$data, case$factors)
  y <- as.integer(d[[case$response]]) - min(as.integer(d[[case$response]])) + 1L
  X <- model.matrix(as.formula(case$fixed), d)[, -1, drop = FALSE]
  g <- as.integer(factor(d[[case$group]]))
  rule <- statmod::gauss.quad(40, "hermite")
  nodes <- sqrt(2) * rule$nodes
  logWeights <- log(rule$weights) - 0.5 * log(pi)
  cats <- max(y)
  p <- ncol(X)
  # Coordinates: the held threshold itself, logs of the gaps between neighbours, beta, log sd.
  k <- case$threshold
  fn <- function(par) {
    gaps <- exp(par[2:(cats - 1)])
    cut <- c(0, cumsum(gaps))
    cut <- c(-Inf, cut - cut[k] + par[1], Inf)
    eta <- as.vector(X %*% par[cats - 1 + seq_len(p)])
    sd <- exp(par[cats + p])
    total <- outer(eta, sd * nodes, "+")
    l <- log(plogis(cut[y + 1] - total) - plogis(cut[y] - total))
    sums <- rowsum(l, g)
    sums <- sweep(sums, 2, logWeights, "+")
    most <- apply(sums, 1, max)
    -2 * sum(most + log(rowSums(exp(sums - most))))
  }
  counts <- cumsum(table(y))[-cats] / length(y)
  cut <- 1.5 * qlogis(counts)
  start <- c(cut[k], log(diff(cut)), rep(0, p), 0.5)
  best <- nlminb(start, fn, control = list(rel.tol = 1e-14, eval.max = 5000, iter.max = 2000))
  best <- nlminb(best$par, fn, control = list(rel.tol = 1e-14, eval.max = 5000, iter.max = 2000))
  held <- minimiser(fn, NULL, best$par, best$objective)
  limits <- list()
  which <- c(1, cats + p)
  names <- c(case$label, paste0("sd_(Intercept)|", case$group))
  for (j in 1:2) {
    i <- which[j]
    to <- if (j == 2) exp else identity
    lo <- to(limit(best$par[i], -0.15, held(i), best$par[-i]))
    up <- to(limit(best$par[i], 0.15, held(i), best$par[-i]))
    limits[[j]] <- list(parameter = names[j], lower = lo, upper = up)
    cat(case$name, names[j], lo, up, "\n")
  }
  c(case, list(source = "quadrature", objective = best$objective, limits = limits))
}

at <- function(index, to) list(index = index, to = to)
cases <- list(
  list(tmbCase, name = "cbpp", data = "cbpp.csv", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    family = "binomial", link = "logit", factors = I("period"),
    which = list("(Intercept)" = at(1, "x"), period4 = at(4, "x"), "sd_(Intercept)|herd" = at(5, "exp(x)"))),
  list(tmbCase, name = "contraception slope", data = "contraception.csv", formula = "use ~ urban + age + livch + (urban | district)",
    family = "binomial", link = "logit", factors = I(character(0)),
    which = list("(Intercept)" = at(1, "x"), urbanY = at(2, "x"), age = at(3, "x"), "sd_(Intercept)|district" = at(7, "exp(x)"),
      "sd_urbanY|district" = at(8, "exp(x)"), "cor_urbanY.(Intercept)|district" = at(9, "x / sqrt(1 + x^2)"))),
  list(tmbCase, name = "salamanders nb2", data = "salamanders.csv", formula = "count ~ mined + spp + (1 | site)",
    family = "nbinom2", link = "log", factors = I(character(0)),
    which = list("(Intercept)" = at(1, "x"), minedyes = at(2, "x"), dispersion = at(9, "exp(x)"), "sd_(Intercept)|site" = at(10, "exp(x)"))),
  list(tmbCase, name = "salamanders nb1", data = "salamanders.csv", formula = "count ~ mined + spp + (1 | site)",
    family = "nbinom1", link = "log", factors = I(character(0)),
    which = list("(Intercept)" = at(1, "x"), dispersion = at(9, "exp(x)"))),
  list(tmbCase, name = "sleepstudy Gamma", data = "sleepstudy.csv", formula = "Reaction ~ Days + (Days | Subject)",
    family = "Gamma", link = "log", factors = I(character(0)),
    which = list("(Intercept)" = at(1, "x"), Days = at(2, "x"), dispersion = at(3, "exp(-x)"), "sd_(Intercept)|Subject" = at(4, "exp(x)"),
      "sd_Days|Subject" = at(5, "exp(x)"), "cor_Days.(Intercept)|Subject" = at(6, "x / sqrt(1 + x^2)"))),
  list(glmerCase, name = "cbpp 9", data = "cbpp.csv", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    family = "binomial", link = "logit", points = 9, factors = I("period")),
  list(glmerCase, name = "contraception 25", data = "contraception.csv", formula = "use ~ urban + age + livch + (1 | district)",
    family = "binomial", link = "logit", points = 25, factors = I(character(0)), which = c(1, 2, 4)),
  list(ordinalCase, name = "socatt logit", data = "socatt.csv", formula = "numpos ~ religion + year + (1 | respond)", fixed = "~ religion + year",
    response = "numpos", group = "respond", threshold = 2, label = "1|2", family = "cumulative", link = "logit", points = 41, factors = I("year"))
)
pattern <- c(commandArgs(trailingOnly = TRUE), ".")[1]
target_file <- "test/reference/glmm-profile.json"
known <- if (file.exists(target_file)) jsonlite::fromJSON(target_file, simplifyVector = FALSE) else list()
for (case in cases) {
  if (!grepl(pattern, case$name)) next
  found <- case[[1]](case[-1])
  known <- c(Filter(function(k) k$name != found$name, known), list(found))
  writeLines(jsonlite::toJSON(known, auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null"), target_file)
}
