# Principal components of random effects by lme4's rePCA, and the fits they belong to.
# Run from the repository root:  LC_ALL=C Rscript test/reference/re-pca.R
#
# re-pca.json is an array of cases: data, formula, pca: {group: {sdev, rotation by columns}}; the sign of a direction is free.
suppressMessages({ library(lme4); library(jsonlite) })
reference <- function(file, formula) {
  data <- read.csv(file, stringsAsFactors = TRUE)
  m <- lmer(as.formula(formula), data, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5)))
  # Newton steps for the last digits; all optima here are inside.
  fn <- update(m, devFunOnly = TRUE)
  theta <- getME(m, "theta")
  for (k in 1:4) theta <- theta - solve(numDeriv::hessian(fn, theta), numDeriv::grad(fn, theta))
  m@theta <- theta
  list(data = file, formula = formula, pca = lapply(rePCA(m), function(x)
    list(sdev = I(x$sdev), rotation = I(as.vector(x$rotation)))))
}
cases <- list(
  reference("web-demo/data/sleepstudy.csv", "Reaction ~ Days + (Days | Subject)"),
  reference("web-demo/data/sleepstudy.csv", "Reaction ~ Days + (Days || Subject)"),
  reference("test/reference/data/machines.csv", "score ~ Machine + (Machine | Worker)"),
  reference("test/reference/data/pastes.csv", "strength ~ 1 + (1 | batch/cask)")
)
write_json(cases, "test/reference/re-pca.json", digits = NA, auto_unbox = TRUE)
