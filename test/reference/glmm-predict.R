# Standard errors of predictions of single groups and of random effects, by glmmTMB: the joint covariance of modes and parameters.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/glmm-predict.R
#
# glmm-predict.json is an array of cases; each has
#   name, data, formula, family, link, factors
#   rows         the rows predicted, from 0
#   eta, se      linear predictors of these rows with their groups, and standard errors
#   mean, seMean the same on the scale of the response
#   new          {eta, se}: the first four of these rows with new levels of all grouping factors
#   condSd       {group: levels x names}: standard deviations of b_hat - b of the first ten levels
# The modes and the Hessian in the random effects are exact; the covariance of the parameters is taken from the Jacobian of the exact
# gradient by Richardson's extrapolation (glmmTMB's own is by one-sided differences).
suppressPackageStartupMessages({
  library(glmmTMB)
  library(TMB)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))

cases <- list(
  list(name = "cbpp", data = "cbpp.csv", factors = "period", family = "binomial", link = "logit",
       formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)"),
  list(name = "slopes", data = "contraception.csv", factors = character(), family = "binomial", link = "logit",
       formula = "use ~ age + urban + (urban | district)"),
  list(name = "two terms", data = "contraception.csv", factors = character(), family = "binomial", link = "probit",
       formula = "use ~ age + urban + (1 | district) + (0 + age | district)"),
  list(name = "nested", data = "guimmun.csv", factors = c("mom", "comm"), family = "binomial", link = "cloglog",
       formula = "immun ~ kid2p + rural + (1 | mom) + (1 | comm)"),
  list(name = "crossed", data = "grouseticks.csv", factors = c("YEAR", "LOCATION", "BROOD"), family = "poisson", link = "log",
       formula = "TICKS ~ YEAR + cHEIGHT + (1 | LOCATION) + (1 | YEAR:BROOD)"),
  list(name = "dispersion", data = "grouseticks.csv", factors = c("YEAR", "LOCATION"), family = "nbinom2", link = "log",
       formula = "TICKS ~ YEAR + cHEIGHT + (cHEIGHT | LOCATION)")
)

exact <- function(fit) {
  obj <- fit$obj
  par <- obj$env$last.par.best[-obj$env$random]
  best <- nlminb(par, obj$fn, obj$gr, control = list(rel.tol = 1e-15, x.tol = 1e-12, iter.max = 1e4, eval.max = 1e4))$par
  jacobian <- function(p) {
    h <- 1e-3
    sapply(seq_along(p), function(k) {
      at <- function(by) { q <- p; q[k] <- q[k] + by; as.vector(obj$gr(q)) }
      (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
    })
  }
  for (round in 1:4) {
    H <- jacobian(best)
    best <- best - solve(H, as.vector(obj$gr(best)))
  }
  H <- jacobian(best)
  obj$fn(best)
  fit$fit$par <- best
  obj$env$last.par.best <- obj$env$last.par
  fit$sdr <- sdreport(obj, best, hessian.fixed = (H + t(H)) / 2)
  fit
}

out <- lapply(cases, function(case) {
  message(case$name)
  d <- read.csv(file.path("test/reference/data", case$data), stringsAsFactors = TRUE)
  for (column in case$factors) d[[column]] <- factor(d[[column]])
  family <- if (case$family == "nbinom2") nbinom2(link = case$link) else do.call(case$family, list(link = case$link))
  fit <- exact(glmmTMB(as.formula(case$formula), d, family = family))
  rows <- round(seq(1, nrow(d), length.out = 25))
  # predict builds the object anew at the fitted parameters and takes the Hessian of fit$sdr.
  link <- predict(fit, d[rows, ], se.fit = TRUE, type = "link", allow.new.levels = TRUE)
  response <- predict(fit, d[rows, ], se.fit = TRUE, type = "response", allow.new.levels = TRUE)
  fresh <- d[rows[1:4], ]
  groups <- unique(unlist(lapply(lme4::findbars(as.formula(case$formula)), function(bar) all.vars(bar[[3]]))))
  for (g in setdiff(groups, "YEAR")) { fresh[[g]] <- factor(paste0("new", fresh[[g]])) }
  new <- predict(fit, fresh, se.fit = TRUE, type = "link", allow.new.levels = TRUE)
  condSd <- lapply(ranef(fit, condVar = TRUE)$cond, function(table) {
    v <- attr(table, "condVar")
    k <- ncol(table)
    # An array of two terms is a list.
    sds <- if (is.list(v)) do.call(cbind, lapply(v, function(a) sqrt(apply(a, 3, diag)))) else
      matrix(sqrt(apply(v, 3, diag)), ncol = k, byrow = TRUE)
    n <- min(10, nrow(table))
    list(levels = rownames(table)[1:n], names = colnames(table), sds = unname(sds[1:n, , drop = FALSE]))
  })
  c(case[c("name", "data", "formula", "family", "link")],
    list(factors = I(case$factors), rows = rows - 1, eta = unname(link$fit), se = unname(link$se.fit),
         mean = unname(response$fit), seMean = unname(response$se.fit),
         new = list(eta = unname(new$fit), se = unname(new$se.fit)), condSd = condSd))
})
writeLines(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "test/reference/glmm-predict.json")
