"""Our k-means against scikit-learn's, alternating in one run.

    mvn -Pbenchmark test-compile
    /usr/bin/python3 src/benchmark/python/compare.py [rounds]

Both get the same float32 points and start, tolerance 0 and at most 50 iterations, and two threads or what the machine
has. The table gives the best wall time of the rounds and the best processor time: on a machine that others use too, the
second is the steadier one.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans

warnings.filterwarnings("ignore")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
JAVA = os.environ.get("JAVA", "java")
COMMONS = os.path.expanduser("~/.m2/repository/org/apache/commons/commons-math3/3.6.1/commons-math3-3.6.1.jar")

# name, rows, dimensions, clusters, deviation of the group centres (groups have deviation 1; None: uniform noise)
CASES = [
    ("mixture 1,000,000 x 16, k = 64", 1_000_000, 16, 64, 1.0),
    ("noise   1,000,000 x 16, k = 64", 1_000_000, 16, 64, None),
    ("mixture 200,000 x 128, k = 256", 200_000, 128, 256, 0.4),
    ("noise   200,000 x 128, k = 256", 200_000, 128, 256, None),
]
WHOLE = ("default fit 1,000,000 x 16, k = 8, 10 restarts", 1_000_000, 16, 8, 1.0)


def points(rows, dimensions, clusters, deviation):
    random = np.random.default_rng(1)
    if deviation is None:
        x = random.random((rows, dimensions), dtype=np.float32)
    else:
        centres = random.normal(0, deviation, (clusters, dimensions))
        x = centres[random.integers(0, clusters, rows)] + random.normal(0, 1, (rows, dimensions))
        x = x.astype(np.float32)
    return x, x[random.choice(rows, clusters, replace=False)]


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def theirs(x, clusters, start):
    began, used = time.time(), cpu()
    if start is None:
        model = KMeans(clusters, n_init=10, random_state=0).fit(x)
    else:
        model = KMeans(clusters, init=start, n_init=1, max_iter=50, tol=0, algorithm="lloyd").fit(x)
    return time.time() - began, cpu() - used, model.n_iter_, model.inertia_


def compare(server, folder, case, rounds, given):
    name, rows, dimensions, clusters, deviation = case
    x, start = points(rows, dimensions, clusters, deviation)
    x.tofile(folder + "/points")
    start.tofile(folder + "/start")
    request = f"{folder}/points {folder + '/start' if given else '-'} {dimensions} {clusters} 50\n"
    our, their = [], []
    for _ in range(rounds):
        for _ in range(2):  # short fits: two of ours to one of theirs, the first of all compiles
            server.stdin.write(request)
            server.stdin.flush()
            our.append([float(word) for word in server.stdout.readline().split()[:4]])
        their.append(theirs(x, clusters, start if given else None))
    a, b = np.array(our), np.array(their)
    wall, used = b[:, 0].min() / a[:, 0].min(), b[:, 1].min() / a[:, 1].min()
    print(f"{name:48} {a[:, 0].min():7.3f} {b[:, 0].min():7.3f} {wall:6.1f}x {a[:, 1].min():7.3f} {b[:, 1].min():7.3f} "
          f"{used:6.1f}x {int(a[0, 2]):3}/{int(b[0, 2]):3} {a[0, 3] / b[0, 3] - 1:10.1e} {our[0][0]:7.3f}", flush=True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    classes = f"{ROOT}/target/classes:{COMMONS}"
    server = subprocess.Popen([JAVA, "--add-modules", "jdk.incubator.vector", "-cp", classes, "dev.kindred.kmeans.FitServer"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    print(f"{'':48} {'wall s':>15} {'':7} {'cpu s':>15}")
    print(f"{'':48} {'ours':>7} {'theirs':>7} {'ratio':>7} {'ours':>7} {'theirs':>7} {'ratio':>7} {'iter':>7} "
          f"{'inertia':>10} {'first':>7}")
    with tempfile.TemporaryDirectory() as folder:
        compare(server, folder, WHOLE, rounds, False)
        for case in CASES:
            compare(server, folder, case, rounds, True)
    server.stdin.close()


main()
