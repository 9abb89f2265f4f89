# Optima of Laplace's approximation by glmmTMB, optimised tightly, for the tests of the engine:
#   Rscript test/reference/generalised-engine.R
suppressMessages({
  library(glmmTMB); library(lme4); library(mlmRev); library(jsonlite)
})

tight <- glmmTMBControl(optCtrl = list(rel.tol = 1e-15, x.tol = 1e-12, iter.max = 1e4, eval.max = 1e4))

describe <- function(formula, data, ...) {
  fit <- glmmTMB(formula, data = data, control = tight, ...)
  # Newton steps with the exact gradient: nlminb stops at differences of the objective.
  obj <- fit$obj
  par <- fit$fit$par
  for (step in 1:4) {
    hessian <- optimHess(par, obj$fn, obj$gr)
    par <- par - solve(hessian, as.vector(obj$gr(par)))
  }
  value <- 2 * obj$fn(par)
  hessian <- optimHess(par, obj$fn, obj$gr, control = list(ndeps = rep(1e-4, length(par))))
  se <- sqrt(diag(solve(hessian)))
  fixed <- names(par) == "beta"
  list(objective = as.numeric(value), beta = unname(par[fixed]), se = unname(se[fixed]),
       theta = unname(par[names(par) == "theta"]),
       auxiliary = unname(par[names(par) %in% c("betadisp", "betad")]))
}

data(Contraception, package = "mlmRev"); data(guImmun, package = "mlmRev")
data(cbpp, VerbAgg, grouseticks, package = "lme4"); data(epil2, package = "glmmTMB")
VerbAgg$y <- as.numeric(VerbAgg$r2 == "Y")

out <- list(
  contraception = describe(use ~ urban + age + livch + (urban | district), Contraception, family = binomial),
  cbpp = describe(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, family = binomial),
  cbppProbit = describe(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, family = binomial("probit")),
  cbppCloglog = describe(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, family = binomial("cloglog")),
  verbagg = describe(y ~ Anger + Gender + btype + situ + (1 | id) + (1 | item), VerbAgg, family = binomial),
  grouseticks = describe(TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), grouseticks, family = poisson),
  guimmun = describe(immun ~ kid2p + mom25p + ord + ethn + momEd + husEd + momWork + rural + pcInd81 + (1 | mom) + (1 | comm),
                     guImmun, family = binomial),
  epil = describe(y ~ Base * trt + Age + Visit + (1 | subject), epil2, family = nbinom2),
  epil1 = describe(y ~ Base * trt + Age + Visit + (1 | subject), epil2, family = nbinom1)
)
writeLines(toJSON(out, digits = 14, auto_unbox = TRUE, pretty = TRUE), "test/reference/generalised-engine.json")
