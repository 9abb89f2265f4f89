# Leverages and Cook's distances of rows of generalised models, by dense algebra with the working weights at lme4's optimum (lme4's own
# hatvalues take the prior weights in the place of these, and can exceed 1). Canonical links, Laplace.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/glmm-leverage.R
# glmm-leverage.json: [{name, data, formula, family, factors, objective, hat, cook}], of the first 60 rows.
suppressPackageStartupMessages(library(lme4))
invisible(Sys.setlocale("LC_COLLATE", "C"))
cases <- list(
  list(name = "cbpp", data = "cbpp.csv", family = "binomial", factors = c("period", "herd"),
       formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)"),
  list(name = "crossed", data = "grouseticks.csv", family = "poisson", factors = c("YEAR", "LOCATION", "BROOD"),
       formula = "TICKS ~ YEAR + cHEIGHT + (1 | LOCATION) + (1 | BROOD)"),
  list(name = "slopes", data = "contraception.csv", family = "binomial", factors = character(),
       formula = "use ~ age + urban + (urban | district)")
)
out <- lapply(cases, function(case) {
  message(case$name)
  d <- read.csv(file.path("test/reference/data", case$data), stringsAsFactors = TRUE)
  for (column in case$factors) d[[column]] <- factor(d[[column]])
  start <- NULL
  best <- NULL
  # From each optimum anew until nothing is gained.
  for (optimizer in c("bobyqa", "nlminbwrap", "Nelder_Mead", "bobyqa")) {
    fit <- suppressWarnings(glmer(as.formula(case$formula), d, family = case$family, start = start,
      control = glmerControl(optimizer = optimizer, tolPwrss = 1e-12, calc.derivs = FALSE,
        optCtrl = if (optimizer == "bobyqa") list(maxfun = 1e5, rhoend = 1e-10) else list())))
    if (is.null(best) || deviance(fit, type = "ML") <= deviance(best, type = "ML")) best <- fit
    start <- list(theta = getME(best, "theta"), fixef = fixef(best))
  }
  w <- weights(best, type = "working")
  V <- sqrt(w) * cbind(as.matrix(t(getME(best, "Lambdat") %*% getME(best, "Zt"))), getME(best, "X"))
  q <- ncol(getME(best, "Lambdat"))
  p <- ncol(V) - q
  C <- solve(crossprod(V) + diag(rep(1:0, c(q, p))))
  h <- unname(rowSums((V %*% C) * V))
  cook <- unname((residuals(best, type = "pearson") / (1 - h))^2 * h / p)
  list(name = case$name, data = case$data, formula = case$formula, family = case$family, factors = I(case$factors),
       objective = -2 * as.numeric(logLik(best)),
       hat = h[1:60][!is.na(h[1:60])],
       cook = cook[1:60][!is.na(h[1:60])])
})
writeLines(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE, pretty = FALSE), "test/reference/glmm-leverage.json")
