# Leverages, Cook's distances, deletion of groups and rows, and collinearity, by lme4's functions or from the definition.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/diagnose.R
#
# diagnose.json has `binomial` (count, trials, p, binom.test's p-value), `kolmogorov` (D sqrt(n), asymptotic p-value of ks.test) and
# `cases`; each case has
#   name, data, formula, factors, reml, weights    the data file, formula, numeric columns made factors, column of weights or ""
#   every, hat, hatSum, cooks, rstudent            lme4's hatvalues, cooks.distance and rstudent; every `every`-th row
#   influence                                      [{by, deleted, fixed, vcov by rows, variances, sigma, cooks}]
#                                                  refits without each level (or some rows, counted from 0); `cooks` is lme4's,
#                                                  without its factor (n - p)/n for n deletions
#   vif, condition                                 Fox & Monette (1992) from vcov, Belsley, Kuh & Welsch (1980) from X
suppressMessages({ library(lme4); library(jsonlite) })

fitTightly <- function(formula, data, reml, w) {
  data$.w <- w
  best <- NULL
  for (optimiser in c("bobyqa", "nlminbwrap")) {
    control <- if (optimiser == "bobyqa") lmerControl(optimizer = optimiser, optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
      else lmerControl(optimizer = optimiser, optCtrl = list(rel.tol = 1e-15, x.tol = 1e-12))
    m <- suppressMessages(suppressWarnings(lmer(formula, data, REML = reml, control = control, weights = .w)))
    value <- -2 * as.numeric(logLik(m))
    if (is.null(best) || value < best$value) best <- list(value = value, model = m)
  }
  m <- best$model
  theta <- getME(m, "theta")
  # Newton steps on the deviance function for the last digits, where the optimum is inside.
  if (all(theta[getME(m, "lower") == 0] > 1e-3)) {
    fn <- suppressMessages(suppressWarnings(lmer(formula, data, REML = reml, weights = .w, devFunOnly = TRUE)))
    for (k in 1:3) theta <- theta - solve(numDeriv::hessian(fn, theta), numDeriv::grad(fn, theta))
    opt <- list(par = theta, fval = fn(theta), feval = 1, conv = 0, message = "")
    parsed <- lFormula(formula, data, REML = reml, weights = .w)
    m <- mkMerMod(environment(fn), opt, parsed$reTrms, fr = parsed$fr)
  }
  m
}

# In the order of the terms of the formula; lme4 orders them by their levels.
variances <- function(m) {
  groups <- sapply(findbars(formula(m)), function(b) deparse(b[[3]]))
  unlist(lapply(VarCorr(m)[groups], function(v) v[lower.tri(v, diag = TRUE)]), use.names = FALSE)
}

deletions <- function(by, sets, labels, formula, data, reml, w, full) {
  b <- fixef(full)
  V <- as.matrix(vcov(full))
  out <- lapply(sets, function(gone) {
    m <- fitTightly(formula, droplevels(data[-gone, ]), reml, w[-gone])
    list(fixed = unname(fixef(m)), vcov = as.vector(as.matrix(vcov(m))), variances = variances(m), sigma = sigma(m))
  })
  fixed <- do.call(rbind, lapply(out, `[[`, "fixed"))
  d <- sweep(fixed, 2, b)
  list(by = by, deleted = labels, fixed = fixed, vcov = do.call(rbind, lapply(out, `[[`, "vcov")),
       variances = do.call(rbind, lapply(out, `[[`, "variances")), sigma = sapply(out, `[[`, "sigma"),
       cooks = apply(d, 1, function(x) drop(x %*% solve(V, x))) / length(b))
}

gvif <- function(m) {
  assign <- attr(getME(m, "X"), "assign")
  V <- as.matrix(vcov(m))
  if (assign[1] == 0) { V <- V[-1, -1, drop = FALSE]; assign <- assign[-1] }
  if (length(unique(assign)) < 2) return(list())
  R <- cov2cor(V)
  t(sapply(unique(assign), function(j) {
    s <- which(assign == j)
    g <- det(R[s, s, drop = FALSE]) * det(R[-s, -s, drop = FALSE]) / det(R)
    c(g, length(s), g^(1 / (2 * length(s))))
  }))
}

condition <- function(m) {
  X <- getME(m, "X") * sqrt(weights(m))
  d <- svd(sweep(X, 2, sqrt(colSums(X^2)), "/"))$d
  max(d) / d
}

reference <- function(name, file, formula, factors = character(), weighted = "", reml = TRUE, every = 1, by = list(), rows = NULL) {
  cat(name, "\n")
  data <- read.csv(file, stringsAsFactors = TRUE)
  for (f in factors) data[[f]] <- factor(data[[f]])
  w <- if (weighted == "") rep(1, nrow(data)) else data[[weighted]]
  f <- as.formula(formula, env = new.env())
  m <- fitTightly(f, data, reml, w)
  at <- seq(1, nrow(data), every)
  influence <- lapply(by, function(g) {
    sets <- split(seq_len(nrow(data)), data[[g]], drop = TRUE)
    deletions(g, sets, names(sets), f, data, reml, w, m)
  })
  if (!is.null(rows)) influence <- c(influence, list(deletions("row", as.list(rows), rows - 1, f, data, reml, w, m)))
  hat <- unname(hatvalues(m))
  list(name = name, data = file, formula = formula, factors = I(factors), weights = weighted, reml = reml, every = every,
       hat = hat[at], hatSum = sum(hat), cooks = unname(cooks.distance(m))[at],
       rstudent = unname(residuals(m, "pearson") / (sigma(m) * sqrt(1 - hat)))[at],
       influence = influence, vif = gvif(m), condition = I(condition(m)))
}

d <- "test/reference/data/"
cases <- list(
  reference("slopes", paste0(d, "sleepstudy.csv"), "Reaction ~ Days + (Days | Subject)", "Subject", by = list("Subject"),
            rows = c(1, 10, 47, 57, 60, 101, 180)),
  reference("weights", paste0(d, "orthodont.csv"), "distance ~ age * Sex + (age | Subject)", weighted = "age", reml = FALSE, by = list("Subject")),
  reference("crossed", paste0(d, "penicillin.csv"), "diameter ~ 1 + (1 | plate) + (1 | sample)", by = list("sample", "plate"), rows = c(1, 77, 144)),
  reference("nested", paste0(d, "pastes.csv"), "strength ~ 1 + (1 | batch) + (1 | sample)", by = list("sample")),
  reference("factors", paste0(d, "oats.csv"), "yield ~ nitro + Variety + (1 | Block) + (1 | Block:Variety)", by = list("Block")),
  reference("schools", "web-demo/data/hsb.csv", "mathach ~ meanses * cses + sector * cses + (cses | school)", every = 60)
)

binomial <- t(apply(rbind(c(24, 7185, 2 / 251), c(0, 180, 2 / 251), c(3, 180, 2 / 251), c(900, 1e5, 2 / 251), c(5, 5, 0.3)), 1,
                    function(a) c(a, binom.test(a[1], a[2], a[3])$p.value)))
# A sample whose greatest distance from the uniform distribution is known: D = d at every point.
kolmogorov <- t(sapply(c(0.3, 0.6, 0.95, 1.05, 1.4, 2.5), function(x) {
  n <- 4000
  d <- x / sqrt(n)
  u <- pmin((seq_len(n) - 0.5) / n + d - 0.5 / n, 1)
  c(x, ks.test(u[u < 1], "punif", exact = FALSE)$p.value, ks.test(u[u < 1], "punif", exact = FALSE)$statistic * sqrt(sum(u < 1)))
}))[, c(3, 2)]

writeLines(toJSON(list(cases = cases, binomial = binomial, kolmogorov = kolmogorov), digits = I(15), auto_unbox = TRUE, null = "null",
                  matrix = "rowmajor"), "test/reference/diagnose.json")
