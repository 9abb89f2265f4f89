# Two data sets that papers and textbooks quote: ordinal::wine by clmm; toenail of mice by glmmTMB (Laplace, where glmer stops short by .01) and by
# glmer with many points.
# Rscript test/reference/named-glmm.R writes named-glmm.json; needs r-cran-ordinal, r-cran-lme4 and r-cran-glmmtmb.
suppressPackageStartupMessages({library(ordinal); library(lme4); library(glmmTMB)})

wine <- read.csv("test/reference/data/wine.csv")
wine$rating <- ordered(wine$rating)
wine$judge <- factor(wine$judge)
m <- clmm(rating ~ temp + contact + (1 | judge), data = wine, nAGQ = 10, control = clmm.control(gradTol = 1e-8))
ordinal <- list(
  logLik = as.numeric(logLik(m)), thresholds = unname(m$alpha), beta = unname(m$beta), sd = unname(m$ST[[1]][1, 1]),
  se = unname(sqrt(diag(vcov(m)))[1:6])
)

toenail <- read.csv("test/reference/data/toenail.csv")
# Several optimisers, the best kept: lme4's defaults stop short.
best <- function(points) {
  fits <- lapply(c("bobyqa", "Nelder_Mead"), function(name) {
    control <- glmerControl(optimizer = name, optCtrl = if (name == "bobyqa") list(rhoend = 1e-9, maxfun = 1e5) else list(FtolAbs = 1e-12, XtolRel = 1e-12, maxfun = 1e5))
    suppressWarnings(glmer(outcome ~ treatment * month + (1 | ID), toenail, binomial, nAGQ = points, control = control))
  })
  m <- fits[[which.max(sapply(fits, logLik))]]
  list(points = points, logLik = as.numeric(logLik(m)), beta = unname(fixef(m)), sd = unname(getME(m, "theta")))
}
m <- glmmTMB(outcome ~ treatment * month + (1 | ID), toenail, binomial)
laplace <- list(points = 1, logLik = as.numeric(logLik(m)), beta = unname(fixef(m)$cond), sd = unname(sqrt(VarCorr(m)$cond$ID[1])))
result <- list(software = paste(R.version.string, "ordinal", packageVersion("ordinal"), "lme4", packageVersion("lme4")),
  wine = ordinal, toenail = list(laplace, best(25), best(100)))
writeLines(jsonlite::toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "test/reference/named-glmm.json")
