# Likelihood-ratio tests by lme4's anova().
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/compare.R
source("test/reference/read.R")

tight <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
                     optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e5))

compare <- function(name, data, formulas) {
  d <- readData(data)
  models <- lapply(formulas, function(f) {
    fit <- lme4::lmer(as.formula(f), d, REML = FALSE, control = tight)
    fit@call$data <- quote(d)
    fit
  })
  a <- anova(models[[1]], models[[2]])
  list(name = name, software = software(), data = data, formulas = I(formulas), reml = FALSE,
       npar = a$npar, AIC = a$AIC, BIC = a$BIC, logLik = a$logLik, deviance = a$deviance,
       Chisq = a$Chisq[2], Df = a$Df[2], p = a[["Pr(>Chisq)"]][2])
}

out <- list(
  compare("hsb cses slope", "hsb.csv", c("mathach ~ cses + (1 | school)", "mathach ~ cses + (cses | school)")),
  compare("hsb cross-level cses slope", "hsb.csv", c(
    "mathach ~ meanses*cses + sector*cses + (1 | school)", "mathach ~ meanses*cses + sector*cses + (cses | school)")),
  compare("sleepstudy slope", "sleepstudy.csv",
          c("Reaction ~ Days + (1 | Subject)", "Reaction ~ Days + (Days | Subject)")),
  compare("sleepstudy correlation", "sleepstudy.csv",
          c("Reaction ~ Days + (Days || Subject)", "Reaction ~ Days + (Days | Subject)")),
  compare("scotssec primary", "scotssec.csv",
          c("attain ~ 1 + (1 | second)", "attain ~ 1 + (1 | primary) + (1 | second)")),
  compare("sleepstudy fixed effect", "sleepstudy.csv",
          c("Reaction ~ 1 + (Days | Subject)", "Reaction ~ Days + (Days | Subject)"))
)
json <- sapply(out, function(x) as.character(jsonlite::toJSON(x, digits = NA, auto_unbox = TRUE)))
writeLines(paste0("[\n", paste(json, collapse = ",\n"), "\n]"), "test/reference/anova.json")
for (x in out) cat(sprintf("%-28s %.6f on %d, p = %g\n", x$name, x$Chisq, x$Df, x$p))
