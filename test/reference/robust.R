# Cluster-robust covariance matrices of the fixed effects by dense algebra, straight from the definitions of
# Bell & McCaffrey (2002) and Pustejovsky & Tipton (2018, J. Bus. Econ. Stat. 36), with the fitted V as working model.
# Run from the repository root:  OPENBLAS_NUM_THREADS=1 LC_ALL=C Rscript test/reference/robust.R
#
# robust.json is an array of cases; each has
#   name, data, formula, factors, cluster    the data file, formula, numeric columns made factors, clusters
#   head                                     rows of the file used, or null for all
#   reml, theta, sigma, beta, names          lme4's fit, refitted from several optimisers
#   types                                    {CR0, CR1, CR2: {vcov by rows, df}}
#   contest                                  approximate Hotelling test of `rows` by CR2: Q, eta, f, denDf, p
suppressMessages({ library(lme4); library(jsonlite) })

fitTightly <- function(formula, data, reml) {
  best <- NULL
  for (optimiser in c("bobyqa", "Nelder_Mead", "nlminbwrap")) {
    control <- if (optimiser == "bobyqa") lmerControl(optimizer = optimiser, optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
      else if (optimiser == "nlminbwrap") lmerControl(optimizer = optimiser, optCtrl = list(rel.tol = 1e-15, x.tol = 1e-12))
      else lmerControl(optimizer = optimiser, optCtrl = list(FtolAbs = 1e-11, FtolRel = 1e-15, XtolRel = 1e-12, maxfun = 1e5))
    m <- suppressMessages(suppressWarnings(lmer(formula, data, REML = reml, control = control)))
    value <- -2 * as.numeric(logLik(m))
    if (is.null(best) || value < best$value) best <- list(value = value, model = m)
  }
  # Newton steps on the deviance function for the last digits, where the optimum is inside.
  m <- best$model
  fn <- update(m, devFunOnly = TRUE)
  theta <- getME(m, "theta")
  if (all(theta[getME(m, "lower") == 0] > 1e-4)) {
    for (k in 1:3) theta <- theta - solve(numDeriv::hessian(fn, theta), numDeriv::grad(fn, theta))
  }
  list(model = m, theta = theta)
}

power <- function(b, p) {
  e <- eigen(b, symmetric = TRUE)
  values <- ifelse(e$values > 1e-9 * max(e$values), e$values^p, 0)
  e$vectors %*% (values * t(e$vectors))
}

reference <- function(name, file, formula, cluster, factors = character(), head = NULL, reml = TRUE, rows = NULL) {
  cat(name, "\n")
  data <- read.csv(file, stringsAsFactors = TRUE)
  if (!is.null(head)) data <- droplevels(data[seq_len(head), ])
  for (f in factors) data[[f]] <- factor(data[[f]])
  fit <- fitTightly(as.formula(formula), data, reml)
  m <- fit$model
  X <- getME(m, "X"); y <- getME(m, "y"); n <- nrow(X); p <- ncol(X)
  L <- getME(m, "Lambda")
  L@x <- fit$theta[getME(m, "Lind")]
  ZL <- as.matrix(getME(m, "Z") %*% L)
  Phi <- diag(n) + tcrossprod(ZL)
  beta <- drop(solve(t(X) %*% solve(Phi, X), t(X) %*% solve(Phi, y)))
  s2 <- drop(t(y - X %*% beta) %*% solve(Phi, y - X %*% beta)) / (if (reml) n - p else n)
  Phi <- s2 * Phi
  M <- solve(t(X) %*% solve(Phi, X))
  e <- y - X %*% beta
  groups <- split(seq_len(n), data[[cluster]], drop = TRUE)
  k <- length(groups)
  IH <- diag(n) - X %*% M %*% t(X) %*% solve(Phi)
  adjust <- list(
    CR0 = function(i) diag(length(i)),
    CR1 = function(i) sqrt(k / (k - 1)) * diag(length(i)),
    CR2 = function(i) {
      D <- chol(Phi[i, i, drop = FALSE])
      t(D) %*% power(D %*% IH[i, , drop = FALSE] %*% Phi %*% t(IH[i, , drop = FALSE]) %*% t(D), -1 / 2) %*% D
    }
  )
  # p_sj as columns: for contrast vector c, n x clusters.
  vectors <- function(F, c) sapply(groups, function(i) t(IH[i, , drop = FALSE]) %*% F[i, ] %*% M %*% c)
  F <- lapply(adjust, function(A) {
    f <- matrix(0, n, p)
    for (i in groups) f[i, ] <- t(A(i)) %*% solve(Phi[i, i, drop = FALSE], X[i, , drop = FALSE])
    f
  })
  types <- lapply(F, function(f) {
    meat <- Reduce(`+`, lapply(groups, function(i) tcrossprod(t(f[i, , drop = FALSE]) %*% e[i])))
    df <- apply(diag(p), 1, function(c) {
      P <- vectors(f, c)
      Omega <- t(P) %*% Phi %*% P
      sum(diag(Omega))^2 / sum(Omega^2)
    })
    V <- M %*% meat %*% M
    list(vcov = I(as.vector(V)), df = I(df))
  })
  contest <- NULL
  if (!is.null(rows)) {
    C <- do.call(rbind, rows)
    q <- nrow(C)
    P <- lapply(seq_len(q), function(s) vectors(F$CR2, C[s, ]))
    Omega <- outer(seq_len(q), seq_len(q), Vectorize(function(s, t) sum(diag(t(P[[s]]) %*% Phi %*% P[[t]]))))
    root <- power(Omega, -1 / 2)
    G <- lapply(seq_len(q), function(s) Reduce(`+`, lapply(seq_len(q), function(t) root[s, t] * P[[t]])))
    total <- 0
    for (s in seq_len(q)) for (t in seq_len(q)) {
      st <- t(G[[s]]) %*% Phi %*% G[[t]]
      ss <- t(G[[s]]) %*% Phi %*% G[[s]]
      tt <- t(G[[t]]) %*% Phi %*% G[[t]]
      total <- total + sum(st * t(st)) + sum(ss * tt)
    }
    eta <- q * (q + 1) / total
    V <- matrix(types$CR2$vcov, p)
    Q <- drop(t(C %*% beta) %*% solve(C %*% V %*% t(C), C %*% beta))
    f <- (eta - q + 1) / (eta * q) * Q
    contest <- list(rows = I(C), Q = Q, eta = eta, f = f, denDf = eta - q + 1,
      p = pf(f, q, eta - q + 1, lower.tail = FALSE))
  }
  list(name = name, data = file, formula = formula, factors = I(factors), cluster = cluster, head = head, reml = reml,
    theta = I(fit$theta), sigma = sqrt(s2), beta = I(beta), names = I(names(fixef(m))), types = types, contest = contest)
}

web <- "web-demo/data/"; own <- "test/reference/data/"
unit <- function(p, i) as.numeric(seq_len(p) == i)
cases <- list(
  reference("sleepstudy", paste0(web, "sleepstudy.csv"), "Reaction ~ Days + (Days | Subject)", "Subject",
    rows = list(c(1, 0), c(0, 1))),
  reference("sleepstudy by ML", paste0(web, "sleepstudy.csv"), "Reaction ~ Days + (1 | Subject)", "Subject", reml = FALSE),
  reference("hsb head", paste0(web, "hsb.csv"), "mathach ~ meanses*cses + sector*cses + (cses | school)", "school",
    factors = "school", head = 1200, rows = list(unit(6, 5), unit(6, 6), unit(6, 2))),
  reference("children in schools", paste0(own, "egsingle.csv"),
    "math ~ year + lowinc + female + (year | schoolid/childid)", "schoolid", factors = c("schoolid", "childid"),
    head = 800, rows = list(unit(4, 3), unit(4, 4))),
  # Many children with equally many rows in a school.
  reference("children, intercepts only", paste0(own, "egsingle.csv"),
    "math ~ year + lowinc + female + (1 | schoolid/childid)", "schoolid", factors = c("schoolid", "childid"), head = 800,
    rows = list(unit(4, 2), unit(4, 4))),
  reference("pastes", paste0(own, "pastes.csv"), "strength ~ 1 + (1 | batch/cask)", "batch"),
  # Every coefficient but the slope is determined by single clusters: the root of the Moore-Penrose inverse is needed.
  reference("blocks as fixed effects", paste0(own, "oats.csv"), "yield ~ nitro + Block + (1 | Block:Variety)", "Block")
)
write_json(cases, "test/reference/robust.json", digits = NA, auto_unbox = TRUE, null = "null", matrix = "rowmajor")
