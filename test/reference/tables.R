# What tables of models show, from lme4 and by hand: rows of tidy, glance and augment; ICC and R2.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/tables.R
#
# tables.json is an array of cases: data, formula, reml, factors, weights, and
#   ranPars      as.data.frame(VarCorr(m), order = "lower.tri"): grp, var1, var2, vcov, sdcor
#   fixed        coefficients and Wald limits from the degrees of freedom of lmerTest: estimate, se, df, low, high
#   glance       nobs, sigma, logLik, AIC, BIC, dfResidual, criterion
#   ranVals      first five rows of as.data.frame(ranef(m, condVar = TRUE)): grpvar, grp, term, condval, condsd
#   augment      first five rows: fitted, resid, fixed (without random effects), mu, offset, wtres
#   r2, icc      Nakagawa & Schielzeth (2013), with the mean random-effect variance of Johnson (2014), by the n x n
#                definitions: fixed = var(X beta); random of a term = mean of diag(Z Sigma Z'); residual = sigma^2.
source("test/reference/read.R")

case <- function(data, formula, reml = TRUE, factors = character(0), weights = NULL, offset = NULL) {
  d <- readData(data, factors)
  if (!is.null(weights)) d$.w <- d[[weights]] else d$.w <- 1
  if (!is.null(offset)) d$.o <- d[[offset]] else d$.o <- 0
  m <- lmerTest::lmer(as.formula(formula), d, REML = reml, weights = .w, offset = .o,
    control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-11, maxfun = 1e5)))
  # Newton steps for the last digits of theta, where it is inside; then the fit at that theta.
  dev <- lme4::lmer(as.formula(formula), d, REML = reml, weights = .w, offset = .o, devFunOnly = TRUE)
  theta <- getME(m, "theta")
  if (all(theta[getME(m, "lower") == 0] > 1e-3)) for (k in 1:4)
    theta <- theta - solve(numDeriv::hessian(dev, theta), numDeriv::grad(dev, theta))
  m <- lmerTest::lmer(as.formula(formula), d, REML = reml, weights = .w, offset = .o, start = theta,
    control = lmerControl(optimizer = NULL, calc.derivs = FALSE))
  X <- getME(m, "X")
  fixedPart <- as.vector(X %*% fixef(m))
  sigma <- sigma(m)
  Lambdat <- getME(m, "Lambdat")
  Gp <- getME(m, "Gp")
  cnms <- getME(m, "cnms")
  Zt <- getME(m, "Zt")
  termVariance <- sapply(seq_along(cnms), function(t) {
    rows <- (Gp[t] + 1):Gp[t + 1]
    half <- Lambdat[rows, rows] %*% Zt[rows, ]
    sigma^2 * mean(Matrix::colSums(half^2))
  })
  vf <- var(fixedPart); vr <- sum(termVariance); ve <- sigma^2
  co <- coef(summary(m))
  df <- co[, "df"]; half <- qt(0.975, df) * co[, "Std. Error"]
  re <- as.data.frame(ranef(m, condVar = TRUE))
  vc <- as.data.frame(VarCorr(m), order = "lower.tri")
  rows <- 1:5
  list(data = data, formula = formula, reml = reml, factors = I(factors), weights = weights, offset = offset,
    ranPars = vc,
    fixed = list(term = rownames(co), estimate = co[, 1], se = co[, 2], df = df, low = co[, 1] - half, high = co[, 1] + half),
    glance = list(nobs = nobs(m), sigma = sigma, logLik = as.numeric(logLik(m)), AIC = AIC(m), BIC = BIC(m),
      dfResidual = df.residual(m), criterion = -2 * as.numeric(logLik(m))),
    ranVals = data.frame(grpvar = as.character(re$grpvar), grp = as.character(re$grp), term = as.character(re$term),
      condval = re$condval, condsd = re$condsd)[rows, ],
    augment = list(fitted = fitted(m)[rows], resid = resid(m)[rows], fixed = predict(m, re.form = NA)[rows],
      mu = m@resp$mu[rows], offset = m@resp$offset[rows], wtres = m@resp$wtres[rows]),
    r2 = list(marginal = vf / (vf + vr + ve), conditional = (vf + vr) / (vf + vr + ve)),
    icc = list(adjusted = vr / (vr + ve), unadjusted = vr / (vf + vr + ve), groups = names(cnms),
      shares = termVariance / (vr + ve)))
}

out <- list(
  case("hsb.csv", "mathach ~ 1 + (1 | school)"),
  case("hsb.csv", "mathach ~ meanses*cses + sector*cses + (cses | school)"),
  case("sleepstudy.csv", "Reaction ~ Days + (Days | Subject)"),
  case("sleepstudy.csv", "Reaction ~ Days + (Days | Subject)", reml = FALSE),
  case("sleepextra.csv", "Reaction ~ Days + (Days | Subject)", weights = "w", offset = "off"),
  case("penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)"),
  case("machines.csv", "score ~ Machine + (1 | Worker/Machine)", factors = "Worker"),
  case("egsingle.csv", "math ~ year + (year | childid) + (year | schoolid)")
)
json <- sapply(out, function(x) as.character(jsonlite::toJSON(x, digits = NA, auto_unbox = TRUE, dataframe = "columns", null = "null", na = "null")))
writeLines(paste0("[\n", paste(json, collapse = ",\n"), "\n]"), "test/reference/tables.json")
for (x in out) cat(sprintf("%-60s ICC %.6f R2 %.6f %.6f\n", x$formula, x$icc$adjusted, x$r2$marginal, x$r2$conditional))
