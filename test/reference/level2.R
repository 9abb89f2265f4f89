# Least squares, level-2 residuals, reliabilities and R² in plain R, beside lme4 and nlme.
# Run from the repository root:  LC_ALL=C Rscript test/reference/level2.R
#
# level2.json: lm (numbers and printed lines of summary.lm), lists (nlme::lmList), models (everything about one fit). Least squares by
# level, reliabilities and all R² are written out from their definitions; only estimates and conditional variances are lme4's.
source("test/reference/read.R")
suppressPackageStartupMessages({ library(jsonlite); library(numDeriv) })
options(useFancyQuotes = FALSE, width = 80)
hsb <- readData("hsb.csv"); hsb$school <- factor(hsb$school)
sleep <- readData("sleepstudy.csv"); sleep$Subject <- factor(sleep$Subject)
eg <- readData("egsingle.csv")
eg$schoolid <- factor(eg$schoolid); eg$childid <- factor(eg$childid)

lmCase <- function(file, formula, weights = NULL, offset = NULL) {
  d <- readData(file)
  args <- list(formula = as.formula(formula), data = d)
  if (!is.null(weights)) args$weights <- d[[weights]]
  if (!is.null(offset)) args$offset <- d[[offset]]
  m <- do.call(lm, args)
  # R up to 4.2 leaves the offset in its model sum of squares, so that F is no test against the intercept alone.
  s <- if (is.null(offset)) summary(m) else {
    d$y_ <- model.response(model.frame(m)) - d[[offset]]
    summary(lm(update(as.formula(formula), y_ ~ .), d))
  }
  text <- capture.output(print(s))
  from <- grep("esiduals:$", text)[1]
  text <- gsub("[\u2018\u2019]", "'", text[from:length(text)])
  list(data = file, formula = formula, precisionWeights = weights, offset = offset,
       estimates = as.list(coef(m)), se = I(unname(s$coefficients[, 2])), p = I(unname(s$coefficients[, 4])),
       vcov = I(as.vector(vcov(m, complete = FALSE))), sigma = s$sigma, df = m$df.residual, r2 = s$r.squared, adj = s$adj.r.squared,
       f = if (is.null(s$fstatistic)) NULL else s$fstatistic[[1]], logLik = as.numeric(logLik(m)), aic = AIC(m), bic = BIC(m),
       fitted = I(unname(head(fitted(m), 5))), print = I(text))
}
hsbw <- "hsb.csv"
lms <- list(
  lmCase("hsb.csv", "mathach ~ ses * sector + cses"),
  lmCase("hsb.csv", "mathach ~ meanses + cses + ses"),
  lmCase("hsb.csv", "mathach ~ 0 + ses + female"),
  lmCase("hsb.csv", "mathach ~ 1"),
  lmCase("hsb.csv", "mathach ~ ses", weights = "size"),
  lmCase("hsb.csv", "mathach ~ ses + female", offset = "meanses"),
  lmCase("sleepstudy.csv", "Reaction ~ poly(Days, 3)"),
  lmCase("cake.csv", "angle ~ recipe * temperature"))

# nlme's pooled deviation subtracts undetermined coefficients from the degrees of freedom; here each group has n minus its rank.
listCase <- function(file, formula) {
  d <- readData(file)
  fits <- nlme::lmList(as.formula(formula), d)
  m <- as.matrix(coef(fits))
  rss <- sum(sapply(fits, function(f) sum(resid(f)^2)))
  df <- sum(sapply(fits, function(f) f$df.residual))
  list(data = file, formula = formula, levels = I(rownames(m)), names = I(colnames(m)), estimates = unname(m),
       sigma = sqrt(rss / df), df = df,
       se = I(unname(as.vector(sapply(fits, function(f) sqrt(diag(vcov(f, complete = TRUE))) / sigma(f) * sqrt(rss / df))))))
}
small <- readData("egsingle.csv")
lists <- list(listCase("hsb.csv", "mathach ~ cses | school"), listCase("sleepstudy.csv", "Reaction ~ Days | Subject"),
              listCase("sleepstudy.csv", "Reaction ~ 1 | Subject"))
# Groups of one or two rows, of which some do not determine the slope.
few <- subset(small, as.integer(factor(childid)) <= 40)
few <- few[!duplicated(few$childid) | few$grade > 3, c("childid", "year", "math")]
write.csv(few, "test/reference/data/few.csv", row.names = FALSE)
suppressWarnings({
  fits <- nlme::lmList(math ~ year | childid, few)
  m <- as.matrix(coef(fits))
  incomplete <- list(data = "few.csv", formula = "math ~ year | childid", levels = I(rownames(m)), estimates = unname(m),
                     df = sum(sapply(fits, function(f) f$df.residual)))
})

tight <- function(formula, d, REML = TRUE, weights = NULL) {
  args <- list(formula = as.formula(formula), data = d, REML = REML,
               control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5)))
  if (!is.null(weights)) args$weights <- d[[weights]]
  m <- do.call(lme4::lmer, args)
  args$devFunOnly <- TRUE
  fn <- do.call(lme4::lmer, args)
  theta <- getME(m, "theta")
  if (all(theta[getME(m, "lower") == 0] > 1e-4)) {
    for (k in 1:4) theta <- theta - solve(hessian(fn, theta), grad(fn, theta))
    args$devFunOnly <- NULL
    args$start <- theta
    args$control <- lmerControl(optimizer = NULL)
    m <- do.call(lme4::lmer, args)
  }
  m
}

# Everything about one fit with one grouping factor g.
modelCase <- function(file, formula, g, REML = TRUE, weights = NULL) {
  d <- readData(file)
  d[[g]] <- factor(d[[g]])
  m <- tight(formula, d, REML, weights)
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  y <- getME(m, "y"); X <- getME(m, "X"); beta <- fixef(m); s2 <- sigma(m)^2
  bars <- findbars(as.formula(formula))
  Z <- do.call(cbind, lapply(bars, function(b) model.matrix(as.formula(paste("~", deparse(b[[2]]))), d)))
  T <- as.matrix(Matrix::bdiag(lapply(VarCorr(m), function(v) matrix(as.numeric(v), nrow(v)))))
  levels <- levels(d[[g]]); rows <- split(seq_len(nrow(d)), d[[g]])
  k <- ncol(Z)
  ols <- v <- matrix(NA, length(levels), k)
  for (j in seq_along(levels)) {
    i <- rows[[j]]; Zj <- Z[i, , drop = FALSE]
    G <- crossprod(Zj, w[i] * Zj)
    if (qr(G)$rank < k) next
    inverse <- solve(G)
    ols[j, ] <- inverse %*% crossprod(Zj, w[i] * (y[i] - X[i, , drop = FALSE] %*% beta))
    v[j, ] <- s2 * diag(inverse)
  }
  tau <- diag(T)
  reliability <- sapply(seq_len(k), function(q) tau[q] / (tau[q] + v[, q]))
  re <- ranef(m, condVar = TRUE)[[g]]
  pv <- attr(re, "postVar")
  sd <- if (is.list(pv)) sapply(pv, function(a) sqrt(a[1, 1, ])) else
    sapply(seq_len(k), function(q) sqrt(pv[q, q, ]))
  # Nakagawa, Johnson; Rights & Sterba; Snijders & Bosker
  f <- as.vector(X %*% beta); random <- mean(rowSums((Z %*% T) * Z))
  centre <- function(x) x - ave(x, d[[g]])
  Zw <- apply(Z, 2, centre); Zb <- Z - Zw
  f1 <- var(centre(f)); f2 <- var(f - centre(f))
  vv <- sum(diag(T %*% var(Zw))); mm <- mean(rowSums((Zb %*% T) * Zb))
  ri <- tight(paste(deparse(nobars(as.formula(formula)), width.cutoff = 500), "+ (1 |", g, ")"), d, REML, weights)
  r0 <- tight(paste(as.character(as.formula(formula))[2], "~ 1 + (1 |", g, ")"), d, REML, weights)
  parts <- function(m) c(sigma(m)^2, as.numeric(VarCorr(m)[[1]]))
  h <- 1 / mean(1 / table(d[[g]]))
  sb <- function(n) 1 - (parts(ri)[1] / n + parts(ri)[2]) / (parts(r0)[1] / n + parts(r0)[2])
  ok <- !is.na(ols[, 1])
  list(data = file, formula = formula, group = g, reml = REML, precisionWeights = weights, levels = I(levels), names = I(colnames(Z)),
       effects = unname(as.matrix(re)), sd = unname(sd), ols = ols, olsSe = sqrt(v), reliability = I(unname(colMeans(reliability, na.rm = TRUE))),
       between = list(ols = I(apply(ols[ok, , drop = FALSE], 2, var)), sampling = I(colMeans(v[ok, , drop = FALSE])), model = I(tau),
                      shrunken = I(unname(apply(as.matrix(re)[ok, , drop = FALSE], 2, var)))),
       icc = random / (random + s2), unadjusted = random / (random + s2 + var(f)), meanSize = mean(table(d[[g]])),
       marginal = var(f) / (var(f) + random + s2), conditional = (var(f) + random) / (var(f) + random + s2),
       f1 = f1, f2 = f2, v = vv, m = mm, level1 = sb(1), level2 = sb(h))
}
set.seed(1)
models <- list(
  modelCase("hsb.csv", "mathach ~ 1 + (1 | school)", "school"),
  modelCase("hsb.csv", "mathach ~ cses + (cses | school)", "school"),
  modelCase("hsb.csv", "mathach ~ meanses * cses + sector * cses + (cses | school)", "school", REML = FALSE),
  modelCase("hsb.csv", "mathach ~ ses + (1 | school)", "school", weights = "size"),
  modelCase("hsb.csv", "mathach ~ ses + (ses | school)", "school"),
  modelCase("sleepstudy.csv", "Reaction ~ Days + (Days || Subject)", "Subject"),
  modelCase("few.csv", "math ~ year + (1 | childid)", "childid"))

# Crossed factors: least squares by level with the other factor's effects as predicted.
crossed <- (function() {
  d <- readData("penicillin.csv")
  m <- tight("diameter ~ 1 + (1 | plate) + (1 | sample)", d)
  re <- ranef(m)
  part <- function(g, other) {
    rest <- d$diameter - fixef(m) - re[[other]][as.character(d[[other]]), 1]
    as.list(tapply(rest, d[[g]], mean))
  }
  s2 <- sigma(m)^2; tau <- sapply(VarCorr(m), as.numeric)
  list(plate = part("plate", "sample"), sample = part("sample", "plate"), tau = as.list(tau), s2 = s2)
})()

write_json(list(software = software(), lm = lms, lists = lists, incomplete = incomplete, models = models, crossed = crossed),
           "test/reference/level2.json", digits = 15, auto_unbox = TRUE, na = "null", null = "null", pretty = FALSE)
